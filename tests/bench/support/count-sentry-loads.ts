import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HOSTING, lastLine, ROOT, runDeno } from "./run-deno.ts";

const STAND_IN = `data:text/javascript,${
  encodeURIComponent(`
    globalThis.sentryLoads = (globalThis.sentryLoads ?? 0) + 1;
    export const init = () => {}, withIsolationScope = () => {}, captureException = () => {}, flush = async () => {};
  `)
}`;

/** How often a function loads @sentry/deno until it has answered and reported an error; `dsn` empty: none is configured. */
export async function countSentryLoads(address: string, path: string, dsn: string): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "frontdesk-sentry-" });
  try {
    const { imports } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
    const map = join(folder, "import-map.json");
    await Deno.writeTextFile(map, JSON.stringify({ imports: { ...imports, "@sentry/deno": STAND_IN } }));
    const script = fileURLToPath(new URL("fail-once.ts", import.meta.url));
    const output = await runDeno(Deno.execPath(), [
      "run",
      "-A",
      ...HOSTING,
      `--import-map=${map}`,
      script,
      address,
      path,
    ], {
      SENTRY_DSN: dsn,
      SUPABASE_URL: "http://frontdesk.test",
      SUPABASE_DB_URL: "postgres://nobody@frontdesk.test/none",
    });
    return Number(lastLine(output));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
