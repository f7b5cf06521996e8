/**
 * Runs in a fresh process, with an import map that exchanges @sentry/deno for a module which counts how often it is
 * loaded: imports one function, lets it answer once, then reports an error as a failing request would. The last line
 * printed is that count.
 */
import { reportError } from "../../../shared/observe/sentry.ts";

const [address = "", path = ""] = Deno.args;
const { default: flow } = await import(address);
await (await flow.fetch(new Request(`http://functions.test${path}`))).text();
reportError(new Error("on purpose"), {});
// Should it load, then in the background.
await new Promise((resolve) => setTimeout(resolve, 50));
console.log((globalThis as { sentryLoads?: number }).sentryLoads ?? 0);
