import assert from "node:assert/strict";
import type { Finding } from "../../scripts/check/finding.ts";
import { checkBypass } from "../../scripts/check/house/check-bypass.ts";
import { checkFlows } from "../../scripts/check/house/check-flows.ts";
import { checkHiddenImports, checkImports } from "../../scripts/check/house/check-imports.ts";
import { checkLeaks } from "../../scripts/check/house/check-leaks.ts";
import { checkMigrations } from "../../scripts/check/house/check-migrations.ts";
import { checkNames } from "../../scripts/check/house/check-names.ts";
import { checkShape } from "../../scripts/check/house/check-shape.ts";
import type { Module } from "../../scripts/check/module-graph.ts";
import type { ProjectFile } from "../../scripts/check/project-files.ts";

const files = (texts: Record<string, string>): ProjectFile[] =>
  Object.entries(texts).map(([path, text]) => ({ path, text }));

/** Exactly these were found, each somewhere in a finding's "where: what", in any order. */
function finds(found: Finding[], ...wanted: RegExp[]) {
  const lines = found.map(({ where, what }) => `${where}: ${what}`);
  for (const pattern of wanted) {
    assert(lines.some((line) => pattern.test(line)), `${pattern} not in\n${lines.join("\n")}`);
  }
  assert.equal(lines.length, wanted.length, lines.join("\n"));
}

const module = (
  path: string,
  imports: [specifier: string, target?: string][],
  mediaType = "TypeScript",
): Module => ({
  path,
  mediaType,
  imports: imports.map(([specifier, target]) => ({ specifier, target, line: 1 })),
});

Deno.test("a flow is a folder and a block that agree", () => {
  const block = (flow: string, rest = 'import_map = "../deno.json"\nverify_jwt = false\n') =>
    `[functions.${flow}]\nentrypoint = "../functions/${flow}/index.ts"\n${rest}`;
  const flow = (name: string) => ({
    [`functions/${name}/index.ts`]: "",
    [`functions/${name}/contract.ts`]: "",
  });
  finds(checkFlows(files({ "supabase/config.toml": block("inbox"), ...flow("inbox") })));
  finds(checkFlows(files(flow("inbox"))), /config\.toml: is missing/);
  finds(
    checkFlows(files({
      "supabase/config.toml": block("inbox", "verify_jwt = true\nstatic_files = []\n") + block("gone"),
      ...flow("inbox"),
      "functions/new/index.ts": "",
    })),
    /functions\/new: has no block/,
    /functions\/new: has no contract\.ts/,
    /inbox\]: must say import_map/,
    /inbox\]: must say verify_jwt/,
    /inbox\]: says 'static_files'/,
    /gone\]: names a flow without a folder/,
  );
});

Deno.test("what is deployed imports only itself and what is pinned", () => {
  const pinned = { zod: "npm:zod@4.6.7", postgres: "npm:postgres@3.4.9" };
  finds(
    checkImports([
      module("functions/a/index.ts", [["./b.ts", "functions/a/b.ts"], ["zod", "npm:zod@4.6.7"], [
        "node:crypto",
      ]]),
      module("shared/db/client.ts", [["postgres", "npm:postgres@3.4.9"]]),
      module("scripts/say.ts", [["npm:anything"]]),
    ], pinned),
  );
  finds(
    checkImports([
      module("functions/a/index.ts", [
        ["../b/x.ts", "functions/b/x.ts"],
        ["../../scripts/x.ts", "scripts/x.ts"],
        ["../gone.ts"],
        ["npm:zod@4.6.7", "npm:zod@4.6.7"],
        ["https://example.org/x.ts"],
        ["lodash"],
        ["postgres", "npm:postgres@3.4.9"],
      ]),
      module("shared/x.ts", [["../functions/a/b.ts", "functions/a/b.ts"]]),
      module("shared/y.json", [], "Json"),
    ], { ...pinned, hono: "npm:hono@^4.0.0" }),
    /a\/index\.ts:1: '\.\.\/b\/x\.ts' is another flow's/,
    /scripts\/x\.ts' lies outside/,
    /gone\.ts' leads to no file/,
    /'npm:zod@4\.6\.7' is an address/,
    /'https:.*' is an address/,
    /'lodash' is not pinned/,
    /'postgres' is the database driver/,
    /shared\/x\.ts:1: .* shared\/ knows no flow/,
    /y\.json: is no TypeScript/,
    /deno\.json, imports, hono: .*exact version/,
  );
  finds(
    checkHiddenImports(files({
      "shared/a.ts": "// import(name) may stand in a comment\nconst s = await import('zod');",
      "shared/b.ts": "await import(name)",
      "functions/a/c.ts": 'new URL("x", import.meta.url)',
    })),
    /b\.ts: imports a computed name/,
    /c\.ts: looks for files beside it/,
  );
});

Deno.test("only files on the list run above row level security", () => {
  const from = (clause: string, file = "transaction") =>
    files({
      "functions/a/x.ts": `import ${clause} from "../../shared/db/${file}.ts";`,
    });
  const allowed = { "functions/a/x.ts": "because" };
  finds(checkBypass(from("{ asWorker, type Origin }"), allowed));
  finds(checkBypass(from("{ asUser, type Origin }"), {}));
  finds(checkBypass(from("type { Sql }", "client"), {}));
  finds(checkBypass(from("{ problemFromPostgres }", "problem-from-postgres"), {}));
  finds(checkBypass(from("{ asWorker }"), {}), /x\.ts: runs above row level security/);
  finds(checkBypass(from("{ asUser, callAsWorker as call }"), {}), /x\.ts: runs above row level security/);
  finds(checkBypass(from("{ asUser }"), allowed), /remove the entry/);
  finds(checkBypass(from("{ connection }", "client"), {}), /takes 'connection'/);
  finds(checkBypass(from("* as db"), {}), /takes '\*'/);
  finds(checkBypass(from("{ asAnyone }"), {}), /takes 'asAnyone'/);
  finds(checkBypass(files({ "shared/x.ts": 'await import("./db/client.ts")' }), {}), /takes '\*'/);
  finds(checkBypass(files({ "shared/x.ts": 'export * from "./db/transaction.ts";' }), {}), /takes '\*'/);
  finds(checkBypass(files({ "shared/x.ts": '// import { asWorker } from "./db/transaction.ts";' }), {}));
});

Deno.test("names say what is inside", () => {
  finds(
    checkNames(files({
      "shared/date-utils.ts": "",
      "shared/helpers/x.ts": "",
      "shared/readBody.ts": "",
      "tests/Big/x.test.ts": "",
      "tests/functions/a/happy.test.ts": "",
      "supabase/migrations/20261120000100_create_things.sql": "",
      "supabase/migrations/20261120000100_create_others.sql": "",
      "supabase/migrations/2026_things.sql": "",
    })),
    /'date-utils' says nothing/,
    /'helpers' says nothing/,
    /readBody\.ts: must be in kebab-case/,
    /the folder 'Big'/,
    /create_others\.sql: has the same number/,
    /2026_things\.sql: must be named/,
  );
  const long = "x;\n".repeat(251);
  finds(
    checkShape(
      files({
        "shared/index.ts": '// all\nexport * from "./a.ts";\nexport type { B } from "./b.ts";',
        "shared/long.ts": long,
        "shared/document.ts": long,
        "shared/own.ts": 'export { a } from "./a.ts";\nexport const b = 1;',
      }),
      ["shared/document.ts"],
    ),
    /index\.ts: only passes on/,
    /long\.ts: has 251 lines/,
  );
});

Deno.test("tables are closed from birth, and everything says what it is for", () => {
  const migrate = (sql: string) => checkMigrations(files({ "supabase/migrations/1_create_x.sql": sql }));
  const table = "create table public.t (id int); comment on table public.t is 'x';";
  finds(migrate(`${table} alter table public.t enable row level security;`));
  finds(migrate(table), /table public\.t: enable row level security/);
  finds(migrate(`${table} -- alter table public.t enable row level security`), /enable row level security/);
  finds(migrate("create table private.t (id int);"), /table private\.t: add a comment/);
  finds(migrate("create table private.t_1 partition of private.t default;"));
  finds(migrate("do $$ begin create table t (id int); end $$;"));
  finds(
    migrate("create function private.f() returns int language sql as $$ select 1 $$;"),
    /function private\.f: add a comment/,
  );
  finds(
    checkMigrations(files({
      "supabase/migrations/1_create_f.sql":
        "create function private.f() returns int language sql as 'select 1'; comment on function private.f() is 'x';",
      "supabase/migrations/2_change_f.sql":
        "create or replace function private.f() returns int language sql as 'select 2';",
    })),
  );
});

Deno.test("nothing of a machine and no secret is in a file", () => {
  const text = (line: string) => checkLeaks(files({ "a.ts": line }), ["mirror.somewhere.example"]);
  const letters = "0123456789abcdef".repeat(4);
  for (
    const line of [
      `see ${"/ho" + "me"}/me/frontdesk`,
      `"${"C:" + "\\\\Users"}\\\\me"`,
      "https://mirror.somewhere.example/zod",
      `https://${"registry." + "elsewhere.example"}/zod`,
      `sbp_${letters.slice(0, 40)}`,
      `sb_secret_${letters.slice(0, 24)}`,
      `EAA${letters.slice(0, 50)}`,
      `-----BEGIN EC ${"PRIVATE KEY"}-----`,
      `eyJ${letters}.eyJ${letters}.${letters}`,
      `postgres://me:${letters}@db.example.org/x`,
    ]
  ) assert.equal(text(line).length, 1, line);
  for (
    const line of [
      "https://example.org/home/page",
      "postgresql://postgres:password@127.0.0.1:5432/postgres",
      "`postgresql://${user}:${password}@127.0.0.1`",
      "a /path/home/x",
      "re_send_everything_again_and_again",
    ]
  ) finds(text(line));
});
