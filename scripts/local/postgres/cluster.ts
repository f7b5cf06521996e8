import { dirname, join, resolve } from "node:path";
import { executable, findBinaries } from "./binaries.ts";
import { claimHome } from "./claim-home.ts";
import { endOrphan } from "./end-orphan.ts";
import { canReach, type PostgresUser, postgresUser } from "./postgres-user.ts";
import { freePort } from "../free-port.ts";

/** A running Postgres. `ownerUrl(db)` connects as the superuser that only the platform setup needs. */
export interface Cluster {
  port: number;
  version: string;
  superuserUrl(database: string): string;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  /** Where the data should live; another folder is taken when root's Postgres user can't enter it. */
  folder: string;
  /** Throw-away clusters skip fsync: a crash of the machine may lose them. */
  durable: boolean;
  settings?: Record<string, string>;
  /** Folder of another Postgres's `initdb` and `postgres`; absent takes npm's. */
  binaries?: string;
}

/** The superuser's name on Supabase. `postgres` itself is no superuser there, and none here. */
const SUPERUSER = "supabase_admin";

/**
 * Makes the cluster on first use and starts it. A Postgres that still runs on the data because whoever started it was
 * killed is ended first; throws when that one is alive.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const user = await postgresUser();
  const home = await homeFor(options.folder, user);
  using started = new DisposableStack();
  started.use(await claimHome(home));
  const { bin, version } = await findBinaries(user, home, options.binaries);
  const data = join(home, "data");
  const password = await passwordOf(home);
  if (!await exists(join(data, "PG_VERSION"))) await initialise(bin, data, password, user);
  await endOrphan(data);

  const port = freePort();
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    max_connections: "200",
    shared_buffers: "256MB",
    timezone: "UTC",
    // Errors go to whoever caused them; the log keeps what concerns the server ("log" ranks above "error").
    log_min_messages: "log",
    ...(options.durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
    ...options.settings,
  };
  const log = join(home, "postgres.log");
  const child = new Deno.Command(join(bin, executable("postgres")), {
    args: ["-D", data, ...Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`])],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    ...credentials(user),
  }).spawn();
  const ready = Promise.withResolvers<void>();
  const lines: string[] = [];
  child.stderr.pipeThrough(new TextDecoderStream()).pipeTo(
    new WritableStream({
      async write(text) {
        lines.push(text);
        if (lines.length > 200) lines.shift();
        if (text.includes("database system is ready to accept connections")) ready.resolve();
        await Deno.writeTextFile(log, text, { append: true });
      },
    }),
  ).catch(() => {});
  child.status.then(() => ready.reject(new Error(`Postgres did not start:\n${lines.join("")}`)));
  await ready.promise;

  const claim = started.move();
  return {
    port,
    version,
    superuserUrl: (database) => `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`,
    async stop() {
      // SIGINT is Postgres's "fast" shutdown: open connections are ended, nothing is lost.
      try {
        child.kill(Deno.build.os === "windows" ? "SIGKILL" : "SIGINT");
      } catch {
        // It has ended already.
      }
      await child.status;
      claim.dispose();
    },
  };
}

async function initialise(bin: string, data: string, password: string, user: PostgresUser | undefined) {
  // Beside the data: the system's temporary folder may be closed to the user that reads it.
  const passwordFile = await Deno.makeTempFile({ dir: dirname(data) });
  try {
    await Deno.writeTextFile(passwordFile, password);
    if (user) await Deno.chown(passwordFile, user.uid, user.gid);
    const { success, stderr } = await new Deno.Command(join(bin, executable("initdb")), {
      args: [
        `--pgdata=${data}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=icu",
        "--icu-locale=en-US",
        "--locale=C",
        "--no-sync",
      ],
      stdin: "null",
      ...credentials(user),
    }).output();
    if (!success) throw new Error(`initdb failed:\n${new TextDecoder().decode(stderr)}`);
  } finally {
    await Deno.remove(passwordFile);
  }
}

/** The wanted folder, or one under the system's temporary folder when root's Postgres user can't enter it. */
async function homeFor(wanted: string, user: PostgresUser | undefined): Promise<string> {
  let home = resolve(wanted);
  if (user && !await canReach(home, user)) {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(home));
    home = `/var/tmp/frontdesk-${new Uint8Array(digest).toHex().slice(0, 12)}`;
    await Deno.mkdir(wanted, { recursive: true });
    await Deno.writeTextFile(
      join(wanted, "MOVED"),
      `The data lies in ${home}: '${user.name}' can't enter this folder.\n`,
    );
  }
  await Deno.mkdir(home, { recursive: true });
  if (user) {
    const owner = (await Deno.lstat(home)).uid;
    if (owner !== 0 && owner !== user.uid) {
      throw new Error(`${home} belongs to another user; remove it first.`);
    }
    await Deno.chown(home, user.uid, user.gid);
  }
  return home;
}

/** Removes a cluster with its data, wherever that lies. Throws when a Frontdesk is running on it. */
export async function removeCluster(folder: string): Promise<void> {
  const home = await homeFor(folder, await postgresUser());
  {
    using _claim = await claimHome(home);
    await endOrphan(join(home, "data"));
  }
  for (const path of new Set([home, resolve(folder)])) await Deno.remove(path, { recursive: true });
}

async function passwordOf(home: string): Promise<string> {
  const file = join(home, "superuser-password");
  try {
    return await Deno.readTextFile(file);
  } catch {
    const password = crypto.randomUUID().replaceAll("-", "");
    await Deno.writeTextFile(file, password, { mode: 0o600 });
    return password;
  }
}

/** As whom Postgres runs, and from where: our own folder may be closed to that user. */
const credentials = (user: PostgresUser | undefined) =>
  user ? { uid: user.uid, gid: user.gid, cwd: "/" } : {};

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}
