/** With what a process was started; `undefined` when there is none of that number. */
export async function commandLineOf(pid: number): Promise<string | undefined> {
  if (Deno.build.os === "linux") {
    // Small images have no ps.
    const text = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
    return text.replaceAll("\0", " ").trim() || undefined;
  }
  const [program, ...args] = Deno.build.os === "windows"
    ? [
      "powershell",
      "-NoProfile",
      "-Command",
      `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CommandLine`,
    ]
    : ["ps", "-ww", "-o", "args=", "-p", String(pid)];
  const { stdout } = await new Deno.Command(program!, { args }).output();
  return new TextDecoder().decode(stdout).trim() || undefined;
}
