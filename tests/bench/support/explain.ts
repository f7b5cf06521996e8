import type postgres from "postgres";

export interface Plan {
  /** Indexes the statement itself reads; what its policies read is not counted. */
  indexes: string[];
  sorts: boolean;
  sequential: boolean;
}

interface Node {
  "Node Type": string;
  "Parent Relationship"?: string;
  "Index Name"?: string;
  Plans?: Node[];
}

/**
 * How Postgres would run a query: `custom` with these parameters in view, as an unprepared statement is planned;
 * `generic` without, as a prepared one may be after its fifth use.
 */
export async function explain(
  sql: postgres.TransactionSql,
  query: postgres.PendingQuery<postgres.Row[]>,
  parameters: string[],
  kind: "custom" | "generic",
): Promise<Plan> {
  const { string: text } = await query.describe();
  const [row] = kind === "custom"
    ? await sql.unsafe(`explain (format json) ${text}`, parameters)
    : await sql.unsafe(`explain (generic_plan, format json) ${text}`);
  const said = row?.["QUERY PLAN"];
  const [{ Plan: root }]: [{ Plan: Node }] = typeof said === "string" ? JSON.parse(said) : said;
  const nodes = [...ownNodes(root)];
  return {
    indexes: [...new Set(nodes.flatMap((node) => node["Index Name"] ?? []))],
    sorts: nodes.some((node) => node["Node Type"].includes("Sort")),
    sequential: nodes.some((node) => node["Node Type"].includes("Seq Scan")),
  };
}

function* ownNodes(node: Node): Generator<Node> {
  yield node;
  for (const child of node.Plans ?? []) {
    if (child["Parent Relationship"] !== "InitPlan" && child["Parent Relationship"] !== "SubPlan") {
      yield* ownNodes(child);
    }
  }
}
