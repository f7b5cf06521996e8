import { join } from "node:path";
import { HOSTING, ROOT, runDeno } from "./run-deno.ts";

/** Bytes of a function as one minified file. */
export interface BundleSize {
  whole: number;
  /** Without what loads only where a DSN is configured. */
  withoutSentry: number;
  /** Our own code: every package left out. */
  own: number;
}

/** Bundles with this Deno's `deno bundle --minify`, npm packages included unless said otherwise. */
export async function measureBundle(entry: string): Promise<BundleSize> {
  const { imports }: { imports: Record<string, string> } = JSON.parse(
    await Deno.readTextFile(join(ROOT, "deno.json")),
  );
  return {
    whole: await bundle(entry, []),
    withoutSentry: await bundle(entry, ["@sentry/deno"]),
    own: await bundle(entry, Object.keys(imports)),
  };
}

async function bundle(entry: string, external: string[]): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "frontdesk-bundle-" });
  try {
    const file = join(folder, "bundle.js");
    const left = external.flatMap((name) => ["--external", name]);
    await runDeno(Deno.execPath(), [
      "bundle",
      "--quiet",
      ...HOSTING,
      "--platform=deno",
      "--minify",
      ...left,
      `--output=${file}`,
      entry,
    ]);
    return (await Deno.stat(file)).size;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
