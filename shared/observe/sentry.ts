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

/**
 * Postgres quotes rows and parameters in its messages; only the kind of error leaves this system, and the stack below
 * the message: a message's own lines may look like one.
 */
function withoutValues(error: unknown): Error {
  const { name = "Error", code, message = "", stack = "" } = error as Partial<Error> & { code?: string };
  const clean = new Error(code ? `${name} ${code}` : name);
  clean.name = name;
  const below = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : "";
  const frames = below.split("\n").filter((line) => /^\s+at /.test(line));
  clean.stack = [clean.message, ...frames].join("\n");
  return clean;
}
