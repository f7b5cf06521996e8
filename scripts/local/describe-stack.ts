import type postgres from "postgres";
import type { LocalSecrets } from "./local-secrets.ts";
import type { Stack } from "./stack.ts";

/** The password of every demo login; supabase/seed.sql sets it. */
const DEMO_PASSWORD = "frontdesk-demo";

/** What a script needs to know to drive the running stack, read from the database as it is. */
export async function describeStack(
  sql: postgres.Sql,
  url: string,
  dbUrl: string,
  secrets: LocalSecrets,
): Promise<Stack> {
  const channels = await sql<Stack["whatsapp"]["channels"]>`
    select b.slug as business, c.phone_number_id as "phoneNumberId", c.waba_id as "wabaId",
      c.display_phone_number as "displayPhoneNumber"
    from public.channels c join public.businesses b on b.id = c.business_id
    where c.active order by b.created_at, b.slug desc, c.created_at`;
  const logins = await sql<{ email: string; business: string; role: string }[]>`
    select u.email, b.slug as business, r.key as role
    from public.employees e
    join public.businesses b on b.id = e.business_id
    join public.roles r on r.id = e.role_id
    join auth.users u on u.id = e.user_id
    where u.email like '%.test' and e.active
    order by b.created_at, b.slug desc, array_position(array['admin', 'manager', 'agent', 'viewer'], r.key)`;
  return {
    url,
    dbUrl,
    publishableKey: secrets.publishableKey,
    secretKey: secrets.secretKey,
    workerSecret: secrets.workerSecret,
    whatsapp: { appSecret: secrets.appSecret, verifyToken: secrets.verifyToken, channels: [...channels] },
    outside: {
      graph: `${url}/_outside/graph`,
      push: `${url}/_outside/push`,
      resend: `${url}/_outside/resend`,
    },
    logins: logins.map(({ email, business, role }) => ({ email, password: DEMO_PASSWORD, business, role })),
  };
}
