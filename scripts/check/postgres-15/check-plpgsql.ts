import { connect } from "../../local/database.ts";
import type { Finding } from "../finding.ts";

/** One function, with one table where it serves triggers, and one thing plpgsql_check says of it, if any. */
interface Row {
  name: string;
  isTrigger: boolean;
  relation: string | null;
  line: number | null;
  level: string;
  message: string | null;
  detail: string | null;
  hint: string | null;
}

/**
 * plpgsql_check on every plpgsql function of ours, each trigger function with every table it serves. Statements are
 * planned, not run: a column that no longer exists is found also in a branch that no test enters. Its remarks on
 * performance are left out: they ask that functions which refuse by raising be marked immutable.
 */
export async function checkPlpgsql(superuserUrl: string): Promise<{ checked: number; findings: Finding[] }> {
  const superuser = connect(superuserUrl, 1);
  try {
    // A schema of its own, gone afterwards: tests look at what is in ours.
    await superuser.unsafe("create schema checking; create extension plpgsql_check with schema checking");
    const rows = await superuser<Row[]>`
      select f.oid::regprocedure::text as name, f.prorettype = 'trigger'::regtype as "isTrigger",
        t.relation::text, c.lineno as line, c.level, c.message, c.detail, c.hint
      from pg_proc f
      join pg_language l on l.oid = f.prolang and l.lanname = 'plpgsql'
      left join lateral (
        select distinct g.tgrelid::regclass as relation, g.tgoldtable, g.tgnewtable
        from pg_trigger g where g.tgfoid = f.oid and not g.tgisinternal and g.tgparentid = 0
      ) t on f.prorettype = 'trigger'::regtype
      left join lateral checking.plpgsql_check_function_tb(f.oid, coalesce(t.relation, 0::regclass),
        oldtable => t.tgoldtable, newtable => t.tgnewtable, fatal_errors => false, security_warnings => true) c
        on f.prorettype <> 'trigger'::regtype or t.relation is not null
      where f.pronamespace in ('public'::regnamespace, 'private'::regnamespace)`;
    await superuser.unsafe("drop extension plpgsql_check; drop schema checking");
    return { checked: new Set(rows.map(({ name }) => name)).size, findings: rows.flatMap(describe) };
  } finally {
    await superuser.end();
  }
}

function describe({ name, isTrigger, relation, line, level, message, detail, hint }: Row): Finding[] {
  if (isTrigger && !relation) return [{ where: name, what: "is a trigger function that no trigger calls" }];
  if (!message) return [];
  const where = `${name}${relation ? ` on ${relation}` : ""}${line ? `, line ${line}` : ""}`;
  return [{ where, what: `${level}: ${[message, detail, hint].filter(Boolean).join("; ")}` }];
}
