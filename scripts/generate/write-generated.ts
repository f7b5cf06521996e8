import { type Generated, PROJECT } from "./generate.ts";

/** Writes the files and says which. */
export async function writeGenerated(files: Generated[]): Promise<void> {
  for (const { path, text } of files) {
    await Deno.writeTextFile(new URL(path, PROJECT), text);
    console.log(`Wrote ${path}`);
  }
}
