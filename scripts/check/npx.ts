/** How to start a program of an npm package: on Windows npx is a script, which only the shell starts. */
export function npx(program: string, args: string[], options: Deno.CommandOptions = {}): Deno.Command {
  const all = ["-y", program, ...args];
  return Deno.build.os === "windows"
    ? new Deno.Command("cmd", { ...options, args: ["/c", "npx", ...all] })
    : new Deno.Command("npx", { ...options, args: all });
}
