import { type FunctionsProcess, startFunctions } from "../../scripts/local/functions-process.ts";
import { sign } from "../../shared/whatsapp/verify-signature.ts";
import { JWKS, JWT_SECRET, signToken, SUPABASE_URL } from "./tokens.ts";

export const APP_SECRET = "the-app-secret-of-the-tests";
export const VERIFY_TOKEN = "the-verify-token-of-the-tests";
export const WORKER_SECRET = "the-worker-secret-of-the-tests-0123456789";
/** As Resend shows it; the key itself is 24 bytes. */
export const RESEND_SECRET = `whsec_${btoa("the-resend-secret-of-it!")}`;
export const SECRETS_KEY = `test:${btoa("0123456789abcdef0123456789abcdef")}`;

interface Call {
  method?: string;
  /** Whose token to send: a user's id. */
  user?: string;
  business?: string;
  body?: BodyInit | Record<string, unknown>;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // deno-lint-ignore no-explicit-any -- what an answer holds is what the test is about to assert
  json: any;
}

export interface TestFunctions extends AsyncDisposable {
  process: FunctionsProcess;
  /** Everything the flows logged, line by line. */
  lines: string[];
  /** Calls `/<flow>/…` over HTTP. A plain object as body is sent as JSON. */
  call(path: string, call?: Call): Promise<Answer>;
  /** Posts a WhatsApp delivery, signed as Meta would. */
  deliver(payload: unknown, path?: string): Promise<Answer>;
}

/** The environment of flows under test on a database. */
export const testEnv = (databaseUrl: string): Record<string, string> => ({
  SUPABASE_URL,
  SUPABASE_DB_URL: databaseUrl,
  SUPABASE_JWKS: JSON.stringify(JWKS),
  FRONTDESK_JWT_SECRET: JWT_SECRET,
  FRONTDESK_WORKER_SECRET: WORKER_SECRET,
  FRONTDESK_SECRETS_KEYS: SECRETS_KEY,
  DATABASE_CONNECTIONS: "8",
  WHATSAPP_APP_SECRET: APP_SECRET,
  WHATSAPP_VERIFY_TOKEN: VERIFY_TOKEN,
  RESEND_WEBHOOK_SECRET: RESEND_SECRET,
});

/** Hosts every flow in a process of its own; FRONTDESK_FUNCTIONS_DENO chooses which Deno does. */
export function hostFunctions(databaseUrl: string, env: Record<string, string> = {}): TestFunctions {
  const lines: string[] = [];
  const process = startFunctions({
    env: { ...testEnv(databaseUrl), ...env },
    deno: Deno.env.get("FRONTDESK_FUNCTIONS_DENO"),
    onLine: (line) => lines.push(line),
  });

  async function call(
    path: string,
    { method = "GET", user, business, body, headers = {} }: Call = {},
  ): Promise<Answer> {
    const plain = typeof body === "object" && Object.getPrototypeOf(body) === Object.prototype;
    const response = await fetch(`${await process.url()}/functions/v1${path}`, {
      method,
      headers: {
        ...(user ? { authorization: `Bearer ${await signToken(user)}` } : {}),
        ...(business ? { "x-business-id": business } : {}),
        ...(plain ? { "content-type": "application/json" } : {}),
        ...headers,
      },
      body: plain ? JSON.stringify(body) : body as BodyInit | undefined,
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json");
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson ? JSON.parse(text) : undefined,
    };
  }

  return {
    process,
    lines,
    call,
    deliver(payload, path = "/whatsapp-webhook") {
      const body = payload instanceof Uint8Array
        ? payload
        : new TextEncoder().encode(JSON.stringify(payload));
      return call(path, {
        method: "POST",
        body: body as Uint8Array<ArrayBuffer>,
        headers: { "content-type": "application/json", "x-hub-signature-256": sign(body, APP_SECRET) },
      });
    },
    [Symbol.asyncDispose]: () => process.stop(),
  };
}
