import { printTable } from "../tests/bench/support/print-table.ts";
import type { Drill } from "../tests/drills/support/drill.ts";

const FOLDER = new URL("../tests/drills/", import.meta.url);

const json = Deno.args.includes("--json");
const names = Deno.args.filter((argument) => !argument.startsWith("-"));
const known = [...Deno.readDirSync(FOLDER)]
  .filter(({ isFile, name }) => isFile && !name.endsWith(".test.ts"))
  .map(({ name }) => name.replace(/\.ts$/, ""))
  .sort();

if (!names.length) {
  console.log("deno task drill <name> [--json]     DRILL_SEED=<number> repeats a run's choices\n");
  for (const name of known) console.log(`  ${name.padEnd(8)} ${(await load(name)).what}`);
  Deno.exit(0);
}
const [name = ""] = names;
if (names.length > 1 || !known.includes(name)) {
  console.error(`There is no drill '${names.join(" ")}'. Name one of: ${known.join(", ")}.`);
  Deno.exit(2);
}

// Progress goes to stderr: stdout holds the result and nothing else.
const { tables, promises } = await (await load(name)).run((line) => console.error(line));
if (json) console.log(JSON.stringify({ name, tables, promises }));
else {
  for (const [title, rows] of Object.entries(tables)) printTable(`${name}: ${title}`, rows);
  printTable(`${name}: promises`, promises.map((promised) => ({ ...promised })));
}
Deno.exit(promises.every(({ held }) => held) ? 0 : 1);

async function load(name: string): Promise<Drill> {
  const module: { default: Drill } = await import(new URL(`${name}.ts`, FOLDER).href);
  return module.default;
}
