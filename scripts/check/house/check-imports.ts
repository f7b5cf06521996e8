import type { Finding } from "../finding.ts";
import type { Module } from "../module-graph.ts";
import { isDeployed, type ProjectFile } from "../project-files.ts";
import { withoutComments } from "./without-comments.ts";

const DRIVER = "postgres";
const EXACT = /^npm:(@[a-z0-9-]+\/)?[a-z0-9.-]+@\d+\.\d+\.\d+(-[a-z0-9.]+)?(\/[a-z0-9./-]+)?$/;

/** What is deployed imports only itself and packages pinned in deno.json: uploads follow imports, and find no more. */
export function checkImports(modules: Iterable<Module>, pinned: Record<string, string>): Finding[] {
  const findings: Finding[] = [];
  for (const [name, address] of Object.entries(pinned)) {
    if (!EXACT.test(address)) {
      findings.push({
        where: `deno.json, imports, ${name}`,
        what: `${address} must be npm: with an exact version`,
      });
    }
  }
  for (const module of modules) {
    if (!isDeployed(module.path)) continue;
    if (module.error) findings.push({ where: module.path, what: module.error });
    else if (module.mediaType !== "TypeScript") {
      findings.push({
        where: module.path,
        what: "is no TypeScript; the hosted runtime loads nothing else alike",
      });
    }
    for (const { specifier, target, line } of module.imports) {
      const what = refuse(module.path, specifier, target, pinned);
      if (what) findings.push({ where: `${module.path}:${line}`, what: `'${specifier}' ${what}` });
    }
  }
  return findings;
}

function refuse(from: string, specifier: string, target: string | undefined, pinned: Record<string, string>) {
  if (specifier.startsWith("node:")) return;
  if (/^[a-z]+:/.test(specifier)) return "is an address; pin it in deno.json, imports, and import its name";
  if (!/^\.\.?\//.test(specifier)) {
    if (!pinned[specifier]) return "is not pinned in deno.json, imports";
    if (specifier === DRIVER && !from.startsWith("shared/db/")) {
      return "is the database driver: only shared/db imports it, so that it can be exchanged";
    }
    return;
  }
  if (!target) return "leads to no file";
  const flow = /^functions\/[^/]+\//.exec(from)?.[0];
  if (target.startsWith("shared/") || flow && target.startsWith(flow)) return;
  if (target.startsWith("functions/")) {
    return flow
      ? "is another flow's; what two flows need is in shared/"
      : "is a flow's; shared/ knows no flow";
  }
  return "lies outside functions/ and shared/, and would not be deployed";
}

/** Ways to a file that no import graph shows. */
export function checkHiddenImports(files: ProjectFile[]): Finding[] {
  return files.filter(({ path }) => isDeployed(path) && path.endsWith(".ts")).flatMap(({ path, text }) => {
    const code = withoutComments(text);
    const findings: Finding[] = [];
    if (/\bimport\s*\(\s*(?!["'])/.test(code)) {
      findings.push({ where: path, what: "imports a computed name; deployment can't follow it" });
    }
    if (/\bimport\.meta\.(url|dirname|filename|resolve)\b/.test(code)) {
      findings.push({ where: path, what: "looks for files beside it; only imported files are deployed" });
    }
    return findings;
  });
}
