import { z } from "zod";
import { ROOT, ROOT_URL } from "./project-files.ts";

/** One import of a module, as Deno resolved it. */
export interface Import {
  specifier: string;
  /** A path in the project, or an address: `npm:…`, `node:…`, `file:…`. Absent when nothing was found. */
  target?: string;
  /** 1-based. */
  line: number;
}

export interface Module {
  /** Relative to the project, with forward slashes. */
  path: string;
  mediaType: string;
  imports: Import[];
  error?: string;
}

const Resolution = z.object({
  specifier: z.string().optional(),
  error: z.string().optional(),
  span: z.object({ start: z.object({ line: z.number() }) }).optional(),
});

const Info = z.object({
  modules: z.array(z.object({
    specifier: z.string(),
    mediaType: z.string().default("Unknown"),
    error: z.string().optional(),
    dependencies: z.array(z.object({
      specifier: z.string(),
      code: Resolution.optional(),
      type: Resolution.optional(),
    })).default([]),
  })),
});

/** All project modules that can be reached from these files: static, dynamic and type imports alike. */
export async function readModuleGraph(roots: string[]): Promise<Map<string, Module>> {
  const modules = new Map<string, Module>();
  for (const root of roots) {
    if (modules.has(root)) continue;
    for (const module of (await describe(root)).modules) {
      const path = inProject(module.specifier);
      if (!path.includes(":")) modules.set(path, { ...module, path, imports: module.dependencies.map(read) });
    }
  }
  return modules;
}

async function describe(path: string): Promise<z.infer<typeof Info>> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", new URL(path, ROOT_URL).href],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(`deno info ${path}: ${new TextDecoder().decode(stderr)}`);
  return Info.parse(JSON.parse(new TextDecoder().decode(stdout)));
}

const read = ({ specifier, code, type }: z.infer<typeof Info>["modules"][0]["dependencies"][0]): Import => {
  const target = code?.specifier ?? type?.specifier;
  return {
    specifier,
    target: target && inProject(target),
    line: ((code ?? type)?.span?.start.line ?? 0) + 1,
  };
};

const inProject = (address: string) =>
  address.startsWith(ROOT_URL.href) ? address.slice(ROOT_URL.href.length) : address;
