import { fileURLToPath } from "node:url";

/** The project's folder, ending in a slash. */
export const ROOT_URL = new URL("../../", import.meta.url);
export const ROOT = fileURLToPath(ROOT_URL);

/** A text file of the project; `path` is relative to its folder, with forward slashes. */
export interface ProjectFile {
  path: string;
  text: string;
}

/** What never belongs to the project, for folders that came without git. */
const OUTSIDE = new Set([".env", ".git", ".local", ".temp", "node_modules"]);

/** Every text file that is in git or would be added to it. */
export async function readProjectFiles(): Promise<ProjectFile[]> {
  const paths = await listByGit() ?? await listByWalking("");
  const files: ProjectFile[] = [];
  for (const path of paths.sort()) {
    try {
      const text = await Deno.readTextFile(new URL(path, ROOT_URL));
      if (!text.includes("\0")) files.push({ path, text });
    } catch (error) {
      // Deleted, but not yet from git's index.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return files;
}

async function listByGit(): Promise<string[] | undefined> {
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
      cwd: ROOT,
    }).output();
    if (success) return new TextDecoder().decode(stdout).split("\0").filter(Boolean);
  } catch {
    // No git on this machine.
  }
}

async function listByWalking(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT_URL))) {
    if (OUTSIDE.has(name)) continue;
    if (isDirectory) paths.push(...await listByWalking(`${folder}${name}/`));
    else paths.push(folder + name);
  }
  return paths;
}

/** Whether a flow or what it imports is here: what is deployed. */
export const isDeployed = (path: string) => path.startsWith("functions/") || path.startsWith("shared/");
