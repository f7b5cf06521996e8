import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { atLeast, type Bar, type Bench, type Report, type Row } from "./support/bench.ts";
import { findHostedDeno, HOSTED_VERSION } from "./support/hosted-deno.ts";
import { median } from "./support/percentile.ts";
import type { SenderRound } from "./support/push-sender.ts";
import { roundTo } from "./support/round-to.ts";
import { HOSTING, ROOT } from "./support/run-deno.ts";

const ROUNDS = 7;
const SENDS = 2000;
const CONCURRENCY = 50;

/** Pushes a second, in times of what `web-push` sends. */
const BAR = 2.5;

export default {
  name: "push",
  what: "2,000 Web Push notifications over HTTPS, 50 at a time, against the package web-push",
  async run(report: Report) {
    await using sink = await startSink();
    const rows: Row[] = [];
    const bars: Bar[] = [];
    for (const [version, deno] of await listDenos(report)) {
      const rounds = await compare(deno, sink, (line) => report(`Deno ${version}: ${line}`));
      const ratios = ratiosOf(rounds);
      rows.push(describe(version, "web-push", rounds), {
        ...describe(version, "ours", rounds),
        ratio: roundTo(median(ratios)),
        lowest: roundTo(Math.min(...ratios)),
        highest: roundTo(Math.max(...ratios)),
      });
      bars.push(atLeast(`pushes a second on Deno ${version}, of web-push's`, roundTo(median(ratios)), BAR));
    }
    return { name: "push", results: { sending: rows }, bars };
  },
} satisfies Bench;

/** This Deno, and the hosted one where it is to be had. */
async function listDenos(report: Report): Promise<[version: string, path: string][]> {
  const here: [string, string] = [Deno.version.deno, Deno.execPath()];
  const hosted = await findHostedDeno();
  if (hosted) return [here, [HOSTED_VERSION, hosted]];
  report(`Deno ${HOSTED_VERSION} is left out: there is no npx, and FRONTDESK_FUNCTIONS_DENO isn't set`);
  return [here];
}

interface Sink extends AsyncDisposable {
  origin: string;
  certificateFile: string;
}

async function startSink(): Promise<Sink> {
  await using made = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "frontdesk-push-" });
  made.defer(() => Deno.remove(folder, { recursive: true }));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", ...HOSTING, fileURLToPath(new URL("support/push-sink.ts", import.meta.url))],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = linesOf(child.stdout);
  made.defer(async () => {
    await child.stdin.close();
    await lines.return(undefined);
    await child.status;
  });
  const { value } = await lines.next();
  const { origin, certificate }: { origin: string; certificate: string } = JSON.parse(value ?? "{}");
  const certificateFile = join(folder, "certificate.pem");
  await Deno.writeTextFile(certificateFile, certificate);
  const kept = made.move();
  return { origin, certificateFile, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Lets a Deno send by both ways; the warm-up is left out of what is returned. */
async function compare(deno: string, { origin, certificateFile }: Sink, report: Report) {
  const options = { origin, rounds: ROUNDS, sends: SENDS, concurrency: CONCURRENCY };
  const child = new Deno.Command(deno, {
    args: [
      "run",
      "-A",
      ...HOSTING,
      `--cert=${certificateFile}`,
      fileURLToPath(new URL("support/push-sender.ts", import.meta.url)),
      JSON.stringify(options),
    ],
    cwd: ROOT,
    // web-push sends by node:https, which looks for certificates elsewhere than fetch.
    env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", NODE_EXTRA_CA_CERTS: certificateFile },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const rounds: SenderRound[] = [];
  for await (const line of linesOf(child.stdout)) {
    const round: SenderRound = JSON.parse(line);
    const what = round.round ? `round ${round.round} of ${ROUNDS}` : "warm-up";
    report(`${what}, ${round.side}: ${Math.round(SENDS / round.seconds)} a second`);
    if (round.round) rounds.push(round);
  }
  const { success } = await child.status;
  if (!success) throw new Error("The sender ended with an error.");
  return rounds;
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/** Ours to theirs, of each round: what slows the machine for a while slows both sides of a round. */
function ratiosOf(rounds: SenderRound[]): number[] {
  const of = (side: SenderRound["side"]) => rounds.filter((round) => round.side === side);
  const theirs = of("web-push");
  return of("ours").map(({ seconds }, at) => theirs[at]!.seconds / seconds);
}

function describe(version: string, side: SenderRound["side"], rounds: SenderRound[]): Row {
  const mine = rounds.filter((round) => round.side === side);
  const perSend = (what: "processMs" | "isolateMs") => {
    const known = mine.map((round) => round[what]).filter((ms) => ms !== null);
    return known.length ? roundTo(median(known) / SENDS) : null;
  };
  return {
    deno: version,
    sender: side,
    "pushes a second": Math.round(SENDS / median(mine.map(({ seconds }) => seconds))),
    "CPU ms a push": perSend("processMs"),
    "of it on the isolate's thread": perSend("isolateMs"),
  };
}
