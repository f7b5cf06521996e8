import { dirname } from "node:path";

/** The unprivileged user that Postgres runs as when we are root (Postgres refuses root). */
export interface PostgresUser {
  name: string;
  uid: number;
  gid: number;
}

/** `undefined` unless we are root; then `postgres` where the machine has it, else `nobody`. */
export async function postgresUser(): Promise<PostgresUser | undefined> {
  if (Deno.build.os === "windows" || Deno.uid() !== 0) return undefined;
  const accounts = (await Deno.readTextFile("/etc/passwd")).split("\n").map((line) => line.split(":"));
  for (const name of ["postgres", "nobody"]) {
    const account = accounts.find((fields) => fields[0] === name);
    if (account) return { name, uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new Error(
    "Postgres can't run as root, and this machine has neither a 'postgres' nor a 'nobody' user.",
  );
}

/** Whether `user` may enter every folder on the way to `path`: ownership and the "others" bits decide. */
export async function canReach(path: string, user: PostgresUser): Promise<boolean> {
  for (let folder = path;; folder = dirname(folder)) {
    try {
      const { mode, uid } = await Deno.stat(folder);
      const bits = mode ?? 0;
      if (!(uid === user.uid ? bits & 0o100 : bits & 0o001)) return false;
    } catch {
      // Not made yet: its parent decides.
    }
    if (folder === dirname(folder)) return true;
  }
}
