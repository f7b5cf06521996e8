import { env } from "../env.ts";

/**
 * Where a path leads in the app employees work with (FRONTDESK_APP_URL). Always on that origin, whatever the path says.
 * An installation without an app of its own leads to its API.
 */
export function appUrl(path: string): string {
  const base = new URL(env().FRONTDESK_APP_URL ?? env().SUPABASE_URL);
  const url = new URL(path, base);
  return url.origin === base.origin ? url.href : base.href;
}
