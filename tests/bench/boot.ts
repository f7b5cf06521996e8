import { atLeast, atMost, type Bench, type Report, type Row } from "./support/bench.ts";
import { measureBundle } from "./support/bundle-size.ts";
import { countSentryLoads } from "./support/count-sentry-loads.ts";
import { findHostedDeno, HOSTED_VERSION } from "./support/hosted-deno.ts";
import { median } from "./support/percentile.ts";
import { roundTo } from "./support/round-to.ts";
import { nowhere, type Start, startOnce, type Subject } from "./support/start-once.ts";
import { staticImports } from "./support/static-imports.ts";

const ROUNDS = 7;
const SENTRY = "@sentry/deno";

const BARE: Subject = { name: "bare", address: new URL("support/bare-function.ts", import.meta.url).href };

export default {
  name: "boot",
  what: "Import, first answer and bundle size of each function, against a bare hono + zod function",
  async run(report: Report) {
    const flows = await listFlows();
    const subjects = [BARE, ...flows];
    const denos = new Map([[Deno.version.deno, Deno.execPath()]]);
    const hosted = await findHostedDeno();
    if (hosted) denos.set(HOSTED_VERSION, hosted);
    else {report(
        `Deno ${HOSTED_VERSION} is left out: there is no npx, and FRONTDESK_FUNCTIONS_DENO isn't set`,
      );}
    const starts = await compareStarts(denos, subjects, report);
    const bundles = await compareBundles(subjects, report);
    const sentry = await lookForSentry(flows, report);
    const count = (column: string) => sentry.filter((row) => row[column]).length;
    return {
      name: "boot",
      results: { "start, without code cache": starts, "bundle, minified": bundles, sentry },
      // No bar on starts: their ratios are to be seen, and move with Deno's own loading of node: modules.
      bars: [
        atMost(`functions that import ${SENTRY} statically`, count("imported statically"), 0),
        atMost("functions that load it without SENTRY_DSN", count("loads without DSN"), 0),
        // The control: a look that finds nothing where it must be would prove nothing.
        atLeast("functions that load it with SENTRY_DSN, of all", count("loads with DSN") / sentry.length, 1),
      ],
    };
  },
} satisfies Bench;

async function listFlows(): Promise<Subject[]> {
  const folder = new URL("../../functions/", import.meta.url);
  const flows: Subject[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const door = new URL(`${name}/index.ts`, folder);
    if (await Deno.stat(door).then((found) => found.isFile, () => false)) {
      flows.push({ name, address: door.href });
    }
  }
  return flows.sort((a, b) => a.name.localeCompare(b.name));
}

async function compareStarts(
  denos: Map<string, string>,
  subjects: Subject[],
  report: Report,
): Promise<Row[]> {
  const rounds = new Map<string, Start[]>();
  const key = (version: string, { name }: Subject) => `${version} ${name}`;
  // Round 0 isn't counted: it compiles the TypeScript.
  for (let round = 0; round <= ROUNDS; round++) {
    report(round ? `starting each function, round ${round} of ${ROUNDS}` : "warming up");
    for (const [version, deno] of denos) {
      for (const subject of subjects) {
        const start = await startOnce(deno, subject);
        if (round) rounds.set(key(version, subject), [...rounds.get(key(version, subject)) ?? [], start]);
      }
    }
  }
  return [...denos.keys()].flatMap((version) => {
    const bare = rounds.get(key(version, BARE)) ?? [];
    return subjects.map((subject): Row => {
      const starts = rounds.get(key(version, subject)) ?? [];
      const of = (what: keyof Start) => roundTo(median(starts.map((start) => start[what])));
      const ratio = (what: keyof Start) =>
        roundTo(median(starts.map((start, round) => start[what] / bare[round]![what])));
      return {
        function: subject.name,
        deno: version,
        "import ms": of("import"),
        "import ratio": ratio("import"),
        "first answer ms": of("answer"),
        "answer ratio": ratio("answer"),
        "process ms": of("process"),
        "process ratio": ratio("process"),
      };
    });
  });
}

async function compareBundles(subjects: Subject[], report: Report): Promise<Row[]> {
  const rows: Row[] = [];
  let floor = NaN;
  for (const { name, address } of subjects) {
    report(`bundling ${name}`);
    const { whole, withoutSentry, own } = await measureBundle(address);
    if (name === BARE.name) floor = whole;
    rows.push({
      function: name,
      "all kB": roundTo(whole / 1000),
      ratio: roundTo(whole / floor),
      "without Sentry kB": roundTo(withoutSentry / 1000),
      "ratio without": roundTo(withoutSentry / floor),
      "own code kB": roundTo(own / 1000),
    });
  }
  return rows;
}

async function lookForSentry(flows: Subject[], report: Report): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, address } of flows) {
    report(`looking for Sentry in ${name}`);
    rows.push({
      function: name,
      "imported statically": (await staticImports(address)).has(SENTRY),
      "loads without DSN": await countSentryLoads(address, nowhere(name), ""),
      "loads with DSN": await countSentryLoads(address, nowhere(name), "https://key@sentry.test/1"),
    });
  }
  return rows;
}
