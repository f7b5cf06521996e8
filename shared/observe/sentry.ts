import { env } from "../env.ts";
import { inBackground } from "./background.ts";

type Sentry = typeof import("@sentry/deno");

let loading: Promise<Sentry> | undefined;

/** Sentry costs 130 ms of import: it is loaded with the first failure, and only where a DSN is configured. */
async function loadSentry(dsn: string): Promise<Sentry> {
  const sentry = await import("@sentry/deno");
  sentry.init({
    dsn,
    // The default integrations record breadcrumbs of fetches and console lines, which mix requests of one isolate.
    defaultIntegrations: false,
    sendDefaultPii: false,
    beforeSend: (event) => ({
      event_id: event.event_id,
      timestamp: event.timestamp,
      level: event.level,
      exception: event.exception,
      tags: event.tags,
      platform: event.platform,
      type: event.type,
    }),
  });
  return sentry;
}

/** Reports an unforeseen error in the background, in a scope of its own. Does nothing without `SENTRY_DSN`. */
export function reportError(error: unknown, tags: Record<string, string>): void {
  const dsn = env().SENTRY_DSN;
  if (!dsn) return;
  loading ??= loadSentry(dsn);
  inBackground(loading.then(async (sentry) => {
    sentry.withIsolationScope((scope) => {
      scope.setTags(tags);
      sentry.captureException(withoutValues(error));
    });
    await sentry.flush(2000);
  }));
}

/** Postgres quotes rows and parameters in its messages; only the kind of error leaves this system. */
function withoutValues(error: unknown): Error {
  const { name = "Error", code, stack } = error as { name?: string; code?: string; stack?: string };
  const clean = new Error(code ? `${name} ${code}` : name);
  clean.name = name;
  clean.stack = `${clean.message}\n${
    stack?.split("\n").filter((line) => /^\s+at /.test(line)).join("\n") ?? ""
  }`;
  return clean;
}
