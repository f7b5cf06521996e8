/** TypeScript formatted as the rest of the project is, so that a change shows as the lines that changed. */
export async function formatSource(text: string): Promise<string> {
  const formatter = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--no-config", "--line-width", "110", "--ext", "ts", "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  // Both ends at once: a full pipe on one side would wait for the other forever.
  const [{ success, stdout, stderr }] = await Promise.all([formatter.output(), feed(formatter.stdin, text)]);
  if (!success) {
    throw new Error(`What was generated can't be formatted:\n${new TextDecoder().decode(stderr)}`);
  }
  return new TextDecoder().decode(stdout);
}

async function feed(stdin: WritableStream<Uint8Array>, text: string): Promise<void> {
  const writer = stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
}
