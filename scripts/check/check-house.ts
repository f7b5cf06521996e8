import { homedir } from "node:os";
import { z } from "zod";
import { type Finding, runCheck } from "./finding.ts";
import { checkBypass } from "./house/check-bypass.ts";
import { checkFlows } from "./house/check-flows.ts";
import { checkHiddenImports, checkImports } from "./house/check-imports.ts";
import { checkLeaks } from "./house/check-leaks.ts";
import { checkMigrations } from "./house/check-migrations.ts";
import { checkNames } from "./house/check-names.ts";
import { checkShape } from "./house/check-shape.ts";
import { readModuleGraph } from "./module-graph.ts";
import { isDeployed, readProjectFiles, ROOT_URL } from "./project-files.ts";
import { RLS_BYPASS } from "./rls-bypass.ts";

const DenoConfig = z.object({
  imports: z.record(z.string(), z.string()),
  lint: z.object({ exclude: z.array(z.string()) }),
});

/** The rules of the house that no type and no linter knows. */
export async function checkHouse(): Promise<Finding[]> {
  const files = await readProjectFiles();
  const { imports, lint } = DenoConfig.parse(
    JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT_URL))),
  );
  const code = files.map(({ path }) => path).filter((path) => isDeployed(path) && path.endsWith(".ts"));
  // Flows first: one of them leads to nearly everything, and each further root costs a start of Deno.
  const roots = code.sort((a, b) => Number(b.endsWith("/index.ts")) - Number(a.endsWith("/index.ts")));
  const modules = await readModuleGraph(roots);
  return [
    ...checkFlows(files),
    ...checkImports(modules.values(), imports),
    ...checkHiddenImports(files),
    ...checkBypass(files, RLS_BYPASS),
    ...checkNames(files),
    ...checkShape(files, lint.exclude),
    ...checkMigrations(files),
    ...checkLeaks(files, await machineNames()),
  ];
}

/** Names that tell of this machine: its home folder and its own registry. Short ones are words of the language, too. */
async function machineNames(): Promise<string[]> {
  const npmrc = await Deno.readTextFile(`${homedir()}/.npmrc`).catch(() => "");
  const registries = [
    Deno.env.get("npm_config_registry"),
    Deno.env.get("NPM_CONFIG_REGISTRY"),
    /^registry\s*=\s*(\S+)/m.exec(npmrc)?.[1],
  ];
  return [homedir(), ...registries.map((address) => address && URL.parse(address)?.host)]
    .filter((name): name is string => name !== undefined && name.length > 6);
}

if (import.meta.main) await runCheck("House", checkHouse);
