import { env } from "../env.ts";
import { Problem } from "../problem/problem.ts";

/**
 * Whose push services browsers subscribe to: Chrome (and Chromium builds), Firefox, Safari, Edge. An endpoint comes from
 * whoever is signed in, and we post to it from inside: anything else would let them aim us at any host.
 */
const SERVICES = [
  "fcm.googleapis.com",
  "jmt17.google.com",
  "updates.push.services.mozilla.com",
  "web.push.apple.com",
  "notify.windows.com",
];

const MOST_CHARACTERS = 2_000;

/**
 * The URL of a push endpoint. Throws `invalid_input` with what is wrong in a sentence that doesn't repeat the endpoint:
 * whoever knows it can push to that browser. Asked when a subscription is saved and again before every push.
 */
export function checkEndpoint(endpoint: string, origins: ReadonlySet<string> = operatorOrigins()): URL {
  const fault = endpointFault(endpoint, origins);
  if (fault) throw new Problem("invalid_input", { detail: `The push endpoint ${fault}.` });
  return new URL(endpoint);
}

/** What is wrong with a push endpoint, as the rest of a sentence about it; `undefined` if we may post to it. */
export function endpointFault(
  endpoint: string,
  origins: ReadonlySet<string> = operatorOrigins(),
): string | undefined {
  if (endpoint.length > MOST_CHARACTERS) return `is longer than ${MOST_CHARACTERS} characters`;
  // The parser forgives these, and makes a familiar host of foreign letters: no browser's endpoint needs that.
  if (!/^[\x21-\x7e]+$/.test(endpoint) || endpoint.includes("\\")) {
    return "holds characters that no address of a push service has";
  }
  const url = parse(endpoint);
  if (!url) return "is not an absolute URL";
  if (url.username || url.password) return "holds credentials";
  if (endpoint.includes("#")) return "has a fragment";
  if (origins.has(url.origin)) return undefined;
  if (url.protocol !== "https:") return "is not https";
  if (url.port) return "has a port of its own";
  if (isAddress(url.hostname)) return "names a host by its IP address";
  return isKnown(url.hostname) ? undefined : "is of no push service that this installation knows";
}

/**
 * Origins that the operator adds to the known services (`PUSH_ENDPOINT_ORIGINS`, comma separated); the local stand-in
 * is one. Throws when an entry is more or less than an origin.
 */
export function readOrigins(list: string | undefined): ReadonlySet<string> {
  const entries = (list ?? "").split(",").map((entry) => entry.trim()).filter(Boolean);
  for (const entry of entries) {
    if (parse(entry)?.origin !== entry) {
      throw new Error(
        "PUSH_ENDPOINT_ORIGINS must be origins like https://push.example.org, comma separated.",
      );
    }
  }
  return new Set(entries);
}

let operators: ReadonlySet<string> | undefined;

/** The operator's origins in today's environment. */
export const operatorOrigins = (): ReadonlySet<string> =>
  operators ??= readOrigins(env().PUSH_ENDPOINT_ORIGINS);

function parse(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}

/** One of the services, or a subdomain of it whose every label has a name. */
const isKnown = (hostname: string) =>
  /^[\w-]+(\.[\w-]+)+$/.test(hostname) && SERVICES.some((host) => `.${hostname}`.endsWith(`.${host}`));

/** The parser has already turned every spelling of an IPv4 address (octal, hexadecimal, one number) into four numbers. */
const isAddress = (hostname: string) => hostname.startsWith("[") || /^\d+(\.\d+){3}$/.test(hostname);
