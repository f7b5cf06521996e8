import { App, InMemoryEmailDriver } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import { decodeJwt, SignJWT } from "jose";

export interface DataApiOptions {
  /** As the login role `supabase_lite`, which owns nothing. */
  databaseUrl: string;
  url: string;
  jwtSecret: string;
  publishableKey: string;
  secretKey: string;
}

export interface DataApi {
  /** Answers `/rest/v1/…` and `/auth/v1/…`. */
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

type Connect = (databaseUrl: string) => ReturnType<typeof createPostgresConnection>;

/** Lite left to itself: tests show that they would notice. */
export const connectAsLiteDoes: Connect = (url) =>
  createPostgresConnection({ url, postgresOptions: { max: 4, onnotice: () => {} } });

/** Tells lite that what it would do to the rights on its first request is done already. */
const connectWithoutGranting: Connect = (url) =>
  Object.assign(connectAsLiteDoes(url), { ensureRlsContext: () => Promise.resolve(true) });

/**
 * The Data API and Auth on our Postgres, by @supabase/lite.
 *
 * Lite wants to own the database: before its first answer it would grant everything on every table to everyone and
 * replace auth.uid(). So it connects as a role that can do neither, and by `connect` is told that this is done already.
 * tests/local/grants.test.ts holds the rights after served requests equal to those of the migrations.
 */
export async function createDataApi(
  options: DataApiOptions,
  connect: Connect = connectWithoutGranting,
): Promise<DataApi> {
  const connection = connect(options.databaseUrl);
  const app = new App({
    connection,
    options: { drivers: { email: new InMemoryEmailDriver() } },
    api: { schemas: ["public"] },
    auth: {
      enabled: true,
      jwt_secret: options.jwtSecret,
      site_url: options.url,
      publishable_key: options.publishableKey,
      secret_key: options.secretKey,
    },
  });
  await app.init();
  return {
    async fetch(request) {
      const response = await app.server.fetch(request);
      return new URL(request.url).pathname.startsWith("/auth/v1/")
        ? await withHostedClaims(response, options)
        : response;
    },
    close: async () => await connection.close(),
  };
}

/** Hosted tokens name their issuer and carry app_metadata; lite's don't, so sessions are signed again with both. */
async function withHostedClaims(response: Response, { url, jwtSecret }: DataApiOptions): Promise<Response> {
  if (!response.headers.get("content-type")?.includes("application/json")) return response;
  const session = await response.clone().json();
  if (typeof session?.access_token !== "string") return response;
  const claims = {
    ...decodeJwt(session.access_token),
    iss: `${url}/auth/v1`,
    app_metadata: session.user?.app_metadata ?? {},
    user_metadata: session.user?.user_metadata ?? {},
  };
  session.access_token = await new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(new TextEncoder().encode(jwtSecret));
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return new Response(JSON.stringify(session), { status: response.status, headers });
}
