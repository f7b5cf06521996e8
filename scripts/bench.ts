import type { Bench } from "../tests/bench/support/bench.ts";
import { printTable } from "../tests/bench/support/print-table.ts";

const FOLDER = new URL("../tests/bench/", import.meta.url);

const json = Deno.args.includes("--json");
const names = Deno.args.filter((argument) => !argument.startsWith("-"));
const known = [...Deno.readDirSync(FOLDER)].filter(({ isFile }) => isFile).map(({ name }) =>
  name.replace(/\.ts$/, "")
)
  .sort();

if (!names.length) {
  console.log("deno task bench <name> [--json]\n");
  for (const name of known) console.log(`  ${name.padEnd(8)} ${(await load(name)).what}`);
  Deno.exit(0);
}
const [name = ""] = names;
if (names.length > 1 || !known.includes(name)) {
  console.error(`There is no bench '${names.join(" ")}'. Name one of: ${known.join(", ")}.`);
  Deno.exit(2);
}

// Progress goes to stderr: stdout holds the result and nothing else.
const result = await (await load(name)).run((line) => console.error(line));
if (json) console.log(JSON.stringify(result));
else {
  for (const [title, rows] of Object.entries(result.results)) printTable(`${result.name}: ${title}`, rows);
  printTable(`${result.name}: bars`, result.bars.map((bar) => ({ ...bar })));
}
Deno.exit(result.bars.every((bar) => bar.holds) ? 0 : 1);

async function load(name: string): Promise<Bench> {
  const module: { default: Bench } = await import(new URL(`${name}.ts`, FOLDER).href);
  return module.default;
}
