import { commandLineOf } from "../../scripts/local/command-line.ts";

/** The ids of a process's children whose command line holds `words`. Not for Windows. */
export async function childrenOf(pid: number, words: string): Promise<number[]> {
  const found: number[] = [];
  for (const child of await listChildren(pid)) {
    if ((await commandLineOf(child))?.includes(words)) found.push(child);
  }
  return found;
}

async function listChildren(pid: number): Promise<number[]> {
  if (Deno.build.os !== "linux") {
    const { stdout } = await new Deno.Command("pgrep", { args: ["-P", String(pid)] }).output();
    return idsIn(new TextDecoder().decode(stdout));
  }
  // Small images have no pgrep. Each thread has the children that it started.
  const children: number[] = [];
  for await (const { name: thread } of Deno.readDir(`/proc/${pid}/task`)) {
    children.push(...idsIn(await Deno.readTextFile(`/proc/${pid}/task/${thread}/children`)));
  }
  return children;
}

const idsIn = (text: string) => text.split(/\s+/).filter(Boolean).map(Number);
