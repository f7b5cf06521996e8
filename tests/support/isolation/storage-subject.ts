import type postgres from "postgres";
import type { Catalogue } from "./catalogue.ts";
import { identifier, literal } from "./literal.ts";
import type { Row } from "./make-rows.ts";
import { policiesOf, type Subject } from "./subject.ts";
import type { Side, World } from "./world.ts";

/** The files of a bucket: whose they are is said by the first folder of their name. */
export async function storageSubject(
  sql: postgres.TransactionSql,
  world: World,
  catalogue: Catalogue,
  bucket: string,
): Promise<Subject> {
  const relation = catalogue.relations.find(({ name }) => name === "storage.objects");
  if (!relation) throw new Error("storage.objects is missing: the platform was not installed.");
  const everything = relation.columns.map(({ name }) => `${identifier(name)}::text`).join(", ");
  const put = async (side: Side) => {
    const [row] = await sql.unsafe<Row[]>(
      `insert into storage.objects (bucket_id, name) values ($1, $2) returning ${everything}`,
      [bucket, `${world.business[side]}/file.jpg`],
    );
    return row!;
  };
  return {
    name: relation.name,
    relation,
    policies: policiesOf(relation, catalogue),
    rows: { a: await put("a"), b: await put("b") },
    of: (side) => `bucket_id = ${literal(bucket)} and name like ${literal(`${world.business[side]}/%`)}`,
    moveInto: (side) => `name = ${literal(`${world.business[side]}/moved.jpg`)}`,
    moves: "name",
  };
}
