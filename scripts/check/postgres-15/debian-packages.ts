const BIN = "/usr/lib/postgresql/15/bin";

/** Debian's packages beside Postgres 15 itself, and a file by which each is known. */
const EXTENSIONS = {
  "postgresql-15-cron": "/usr/share/postgresql/15/extension/pg_cron.control",
  "postgresql-15-plpgsql-check": "/usr/share/postgresql/15/extension/plpgsql_check.control",
};

/** Seconds that apt may take. */
const PATIENCE = 120;

/** The folder of Debian's Postgres 15 with pg_cron and plpgsql_check, or a sentence that says what is missing. */
export async function findPostgres15(): Promise<{ bin: string } | { missing: string }> {
  if (Deno.build.os !== "linux" || !await exists(`${BIN}/postgres`)) {
    return { missing: `Debian's Postgres 15 is not here (${BIN}); apt-get install postgresql-15 brings it.` };
  }
  const wanted: string[] = [];
  for (const [name, file] of Object.entries(EXTENSIONS)) if (!await exists(file)) wanted.push(name);
  if (wanted.length === 0) return { bin: BIN };
  if (Deno.uid() !== 0) return { missing: `as root: apt-get install ${wanted.join(" ")}` };
  const reason = await aptGet("install", "-y", "--no-install-recommends", ...wanted) &&
    // A machine made from an image has no list of packages yet.
    (await aptGet("update") ?? await aptGet("install", "-y", "--no-install-recommends", ...wanted));
  return reason ? { missing: `apt-get could not install ${wanted.join(" ")}: ${reason}` } : { bin: BIN };
}

/** Runs apt-get; returns why it failed, `undefined` when it did not. */
async function aptGet(...args: string[]): Promise<string | undefined> {
  try {
    const { success, stderr } = await new Deno.Command("apt-get", {
      args,
      env: { DEBIAN_FRONTEND: "noninteractive" },
      stdin: "null",
      signal: AbortSignal.timeout(PATIENCE * 1000),
    }).output();
    if (!success) return new TextDecoder().decode(stderr).trim().split("\n").at(-1) || "no reason given";
  } catch (error) {
    return (error as Error).message;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}
