import { parse } from "smol-toml";
import { z } from "zod";
import type { Finding } from "../finding.ts";
import type { ProjectFile } from "../project-files.ts";

const CONFIG = "supabase/config.toml";

const Config = z.object({ functions: z.record(z.string(), z.record(z.string(), z.unknown())).default({}) });

/**
 * Flow folders and the blocks of supabase/config.toml are the same set, and every block says what deployment needs.
 * Supabase's CLI only warns of a missing block or file, and then deploys the rest.
 */
export function checkFlows(files: ProjectFile[]): Finding[] {
  const text = files.find(({ path }) => path === CONFIG)?.text;
  if (text === undefined) return [{ where: CONFIG, what: "is missing; nothing can be deployed without it" }];
  const { functions: blocks } = Config.parse(parse(text));
  const paths = new Set(files.map(({ path }) => path));
  const folders = new Set(
    [...paths].flatMap((path) => /^functions\/([^/]+)\//.exec(path)?.[1] ?? []),
  );

  const findings: Finding[] = [];
  for (const flow of folders) {
    if (!blocks[flow]) {
      findings.push({ where: `functions/${flow}`, what: `has no block [functions.${flow}] in ${CONFIG}` });
    }
    for (const file of ["index.ts", "contract.ts"]) {
      if (!paths.has(`functions/${flow}/${file}`)) {
        findings.push({ where: `functions/${flow}`, what: `has no ${file}; every flow has one` });
      }
    }
  }
  for (const [flow, block] of Object.entries(blocks)) {
    const where = `${CONFIG} [functions.${flow}]`;
    if (!folders.has(flow)) findings.push({ where, what: `names a flow without a folder functions/${flow}` });
    const wanted = {
      entrypoint: `../functions/${flow}/index.ts`,
      import_map: "../deno.json",
      // The gateway would answer in its own words, without CORS; every flow checks credentials itself.
      verify_jwt: false,
    };
    for (const [key, value] of Object.entries(wanted)) {
      if (block[key] !== value) findings.push({ where, what: `must say ${key} = ${JSON.stringify(value)}` });
    }
    for (const key of Object.keys(block)) {
      if (!(key in wanted)) {
        findings.push({
          where,
          what: `says '${key}', which this check doesn't know: say here what it is for`,
        });
      }
    }
  }
  return findings;
}
