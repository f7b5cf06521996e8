import { parseArgs } from "node:util";
import { createClient } from "@supabase/supabase-js";
import { readStack } from "./local/stack.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: { login: { type: "string", default: "agent@samia-tarot.test" } },
});
const stack = await readStack();
const login = stack.logins.find(({ email }) => email === values.login);
if (!login) {
  console.error(
    `There is no login '${values.login}'. There are: ${stack.logins.map(({ email }) => email).join(", ")}`,
  );
  Deno.exit(2);
}
const supabase = createClient(stack.url, stack.publishableKey, {
  auth: { persistSession: false, autoRefreshToken: false },
});
const { data: { session }, error } = await supabase.auth.signInWithPassword(login);
if (!session) throw new Error(`${login.email} can't sign in: ${error?.message}`);
const { data: businesses } = await supabase.from("businesses").select("id, name");
const [business] = businesses ?? [];

const response = await fetch(`${stack.url}/functions/v1/conversations`, {
  headers: { authorization: `Bearer ${session.access_token}`, "x-business-id": business?.id },
});
const { conversations, detail, title } = await response.json();
if (!response.ok) throw new Error(`The inbox can't be read (${response.status}): ${detail ?? title}`);
console.log(`${business?.name}, as ${login.email} (${login.role}):`);
if (!conversations.length) console.log('No conversations yet. Try: deno task say "hello"');
for (const { client, unread_count, last_message, last_message_at, handled_by } of conversations) {
  const who = client.name ?? client.phone ?? client.wa_user_id;
  const said = last_message?.body ?? `(${last_message?.kind})`;
  console.log(
    `  ${
      last_message_at.slice(0, 16).replace("T", " ")
    }  ${who}  [${handled_by}, ${unread_count} unread]  ${said}`,
  );
}
Deno.exit(0);
