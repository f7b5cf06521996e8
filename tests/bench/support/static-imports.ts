import { HOSTING, runDeno } from "./run-deno.ts";

interface Module {
  specifier: string;
  dependencies?: { specifier: string; isDynamic?: boolean; code?: { specifier: string } }[];
}

/** Everything a module imports when it is loaded, as written in the code: what it imports later or as a type is left out. */
export async function staticImports(entry: string): Promise<Set<string>> {
  const said = await runDeno(Deno.execPath(), ["info", "--json", ...HOSTING, entry]);
  const { modules, roots }: { modules: Module[]; roots: string[] } = JSON.parse(said);
  const known = new Map(modules.map((module) => [module.specifier, module]));
  const written = new Set<string>();
  const reached = new Set(roots);
  for (const specifier of reached) {
    for (const dependency of known.get(specifier)?.dependencies ?? []) {
      if (dependency.isDynamic || !dependency.code) continue;
      written.add(dependency.specifier);
      reached.add(dependency.code.specifier);
    }
  }
  return written;
}
