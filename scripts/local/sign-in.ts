import { createClient } from "@supabase/supabase-js";
import type { Stack } from "./stack.ts";

/** A demo login at work in its business. */
export interface DemoEmployee {
  email: string;
  role: string;
  business: { id: string; name: string };
  /** Calls `/functions/v1<path>` as this employee; throws with the problem's words when it is refused. */
  // deno-lint-ignore no-explicit-any -- a script shows what the API answers, whatever it is
  call(path: string, init?: { method: string; body?: unknown }): Promise<any>;
}

/** Signs in as one of the stack's demo logins. Ends the process with the list of them for any other name. */
export async function signIn(stack: Stack, email: string): Promise<DemoEmployee> {
  const login = stack.logins.find((known) => known.email === email);
  if (!login) {
    const known = stack.logins.map(({ email }) => email).join(", ");
    console.error(`There is no login '${email}'. There are: ${known}`);
    Deno.exit(2);
  }
  const supabase = createClient(stack.url, stack.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const { data: { session }, error } = await supabase.auth.signInWithPassword(login);
  if (!session) throw new Error(`${login.email} can't sign in: ${error?.message}`);
  const { data: businesses } = await supabase.from("businesses").select("id, name");
  const [business] = businesses ?? [];
  if (!business) throw new Error(`${login.email} works for no business.`);
  return {
    email: login.email,
    role: login.role,
    business,
    async call(path, { method = "GET", body }: { method?: string; body?: unknown } = {}) {
      const response = await fetch(`${stack.url}/functions/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${session.access_token}`,
          "x-business-id": business.id,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const answer = await response.json();
      if (!response.ok) {
        throw new Error(
          `${method} ${path} was refused (${response.status}): ${answer.detail ?? answer.title}`,
        );
      }
      return answer;
    },
  };
}
