import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../", import.meta.url);

Deno.test({
  name: "root starts Postgres also where Postgres's user can't enter",
  ignore: Deno.build.os === "windows" || Deno.uid() !== 0,
  async fn() {
    const closed = await Deno.makeTempDir();
    await Deno.chmod(closed, 0o700);
    try {
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          "--config",
          fileURLToPath(new URL("deno.json", ROOT)),
          fileURLToPath(new URL("tests/support/start-and-stop.ts", ROOT)),
          join(closed, "postgres"),
        ],
        cwd: closed,
      }).output();
      assert.match(new TextDecoder().decode(stdout), /started and stopped/, new TextDecoder().decode(stderr));
      const moved = await Deno.readTextFile(join(closed, "postgres", "MOVED"));
      await Deno.remove(/lies in ([^:]+):/.exec(moved)![1]!, { recursive: true });
    } finally {
      await Deno.remove(closed, { recursive: true });
    }
  },
});
