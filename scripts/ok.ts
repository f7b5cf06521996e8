import { fileURLToPath } from "node:url";

/** One thing that must hold; `slow` ones are left out by --quick. */
interface Step {
  name: string;
  args: string[];
  slow?: boolean;
}

interface Result {
  step: string;
  result: "ok" | "failed" | "left out";
  seconds?: number;
}

const run = (script: string, ...args: string[]) => ["run", "-A", script, ...args];

const STEPS: Step[] = [
  { name: "format", args: ["fmt", "--check"] },
  { name: "lint", args: ["lint"] },
  { name: "types", args: ["check"] },
  { name: "house", args: run("scripts/check/check-house.ts") },
  { name: "generated files", args: run("scripts/generate.ts", "--check") },
  { name: "deploy", args: run("scripts/check/check-deploy.ts"), slow: true },
  { name: "advisors", args: run("scripts/check/check-advisors.ts"), slow: true },
  { name: "tests", args: run("scripts/test.ts"), slow: true },
];

/**
 * Everything that must hold before a commit. Every step runs, also after one that failed; then a table says which
 * did. `--quick` leaves out those that take more than seconds.
 */
async function ok(quick: boolean): Promise<boolean> {
  const results: Result[] = [];
  for (const { name, args, slow } of STEPS) {
    if (quick && slow) {
      results.push({ step: name, result: "left out" });
      continue;
    }
    console.log(`\n── ${name} ──`);
    const started = performance.now();
    const { success } = await new Deno.Command(Deno.execPath(), {
      args,
      cwd: fileURLToPath(new URL("../", import.meta.url)),
    }).spawn().status;
    const seconds = (performance.now() - started) / 1000;
    results.push({ step: name, result: success ? "ok" : "failed", seconds });
  }
  print(results);
  return results.every(({ result }) => result !== "failed");
}

function print(results: Result[]) {
  const width = Math.max(...results.map(({ step }) => step.length));
  console.log(`\n${"step".padEnd(width)}  result    seconds`);
  for (const { step, result, seconds } of results) {
    console.log(
      `${step.padEnd(width)}  ${result.padEnd(8)}  ${seconds?.toFixed(1).padStart(7) ?? ""}`.trimEnd(),
    );
  }
}

Deno.exit(await ok(Deno.args.includes("--quick")) ? 0 : 1);
