import { z } from "zod";

const JsonOf = <T extends z.ZodType>(schema: T) =>
  z.string().transform((text, context) => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: "is not JSON" });
      return z.NEVER;
    }
  }).pipe(schema);

const Environment = z.object({
  /** Injected by Supabase. */
  SUPABASE_URL: z.url(),
  SUPABASE_DB_URL: z.string().startsWith("postgres"),
  SUPABASE_JWKS: JsonOf(z.object({ keys: z.array(z.record(z.string(), z.unknown())) })).optional(),
  /** Injected by Supabase; Auth wants it beside a token it is asked about. */
  SUPABASE_ANON_KEY: z.string().optional(),
  /** The shared pooler in transaction mode; preferred over the direct connection when given. */
  DATABASE_POOL_URL: z.string().startsWith("postgres").optional(),
  /** Connections one isolate may hold. */
  DATABASE_CONNECTIONS: z.coerce.number().int().min(1).default(2),
  /** Secret of projects that still sign with HS256. Without it such tokens are checked by asking Auth. */
  FRONTDESK_JWT_SECRET: z.string().min(32).optional(),
  /** Who may call worker routes: schedules and dispatchers. */
  FRONTDESK_WORKER_SECRET: z.string().min(32).optional(),
  /** `<key id>:<base64 of 32 bytes>`, comma separated; the first seals, all open. */
  FRONTDESK_SECRETS_KEYS: z.string().optional(),
  /** Where employees work with Frontdesk: links in notifications and mails lead there. */
  FRONTDESK_APP_URL: z.url().optional(),
  /** Keys of this installation for Web Push; `deno task vapid-keys` makes them. Base64url. */
  VAPID_PUBLIC_KEY: z.string().min(1).optional(),
  VAPID_PRIVATE_KEY: z.string().min(1).optional(),
  /** Whom a push service may write to about our pushes: `mailto:` or `https:`. */
  VAPID_SUBJECT: z.string().regex(/^(mailto:|https:)\S+$/).optional(),
  /** Origins of push services besides the known ones, comma separated. */
  PUSH_ENDPOINT_ORIGINS: z.string().optional(),
  RESEND_API_KEY: z.string().min(1).optional(),
  RESEND_BASE_URL: z.url().optional(),
  /** `whsec_…`, from Resend's dashboard, Webhooks; comma separated while one is exchanged. */
  RESEND_WEBHOOK_SECRET: z.string().min(1).optional(),
  /** The address mails are sent from; the business's name is put before it. */
  EMAIL_FROM: z.string().optional(),
  WHATSAPP_APP_SECRET: z.string().min(1).optional(),
  WHATSAPP_VERIFY_TOKEN: z.string().min(1).optional(),
  SENTRY_DSN: z.url().optional(),
});

export type Environment = z.infer<typeof Environment>;

let parsed: Environment | undefined;

/**
 * The environment, parsed on first use. Empty variables count as absent.
 * Throws an error that names every variable that is missing or malformed, and never a value.
 */
export function env(): Environment {
  if (parsed) return parsed;
  const given = Object.fromEntries(
    Object.keys(Environment.shape).map((name) => [name, Deno.env.get(name) || undefined]),
  );
  const result = Environment.safeParse(given);
  if (!result.success) {
    const names = result.error.issues.map((issue) => `${issue.path.join(".")} (${issue.message})`);
    throw new Error(`The environment is incomplete: ${names.join(", ")}. See README, "Deploy".`);
  }
  return parsed = result.data;
}
