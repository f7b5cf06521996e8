import type postgres from "postgres";
import { COLUMNS, FOREIGN_KEYS, FUNCTIONS, POLICIES, RELATIONS } from "./catalogue-queries.ts";

export interface Column {
  name: string;
  type: string;
  /** pg_type.typcategory: S text, N numbers, D dates, … */
  category: string;
  labels: string[] | null;
  notNull: boolean;
  hasDefault: boolean;
  /** Postgres alone writes it. */
  generated: boolean;
  /** What the column's own check constraints demand. */
  checks: string[];
  /** Whether `authenticated` may read it, if a policy shows the row. */
  readable: boolean;
  /** Whether `authenticated` may give it a value. */
  insertable: boolean;
  updatable: boolean;
}

export interface ForeignKey {
  name: string;
  columns: string[];
  target: string;
  targetColumns: string[];
}

export type Command = "select" | "insert" | "update" | "delete";
export type Role = "anon" | "authenticated" | "service_role";

export interface Relation {
  /** With its schema: `public.clients`. */
  name: string;
  schema: string;
  /** pg_class.relkind: r table, p partitioned, v view, m materialised view, f foreign, S sequence. */
  kind: string;
  isPartition: boolean;
  rowSecurity: boolean;
  options: string[];
  /** Every privilege of the Data API's roles, on the relation or on a column of it; PUBLIC's count for each. */
  privileges: Record<Role, string[]>;
  primaryKey: string[];
  /** Functions run before each update of a row, whatever is updated. */
  updateGuards: string[];
  columns: Column[];
  foreignKeys: ForeignKey[];
  /** The column that says whose a row is: `business_id`; the key for `public.businesses`; none for other tables. */
  tenantColumn: string | undefined;
}

export interface Policy {
  table: string;
  name: string;
  command: Command | "all";
  permissive: boolean;
  roles: string[];
  using: string | null;
  check: string | null;
}

export interface Routine {
  /** With schema and argument types: `private.mark_read(uuid, uuid, uuid)`. */
  name: string;
  call: string;
  arguments: { name: string; type: string; optional: boolean }[];
  returns: string;
  /** Postgres keeps a function declared stable or immutable from writing. */
  mayWrite: boolean;
  settings: string[];
  /** Roles that may execute it; PUBLIC is one. */
  openTo: string[];
}

export interface Catalogue {
  relations: Relation[];
  policies: Policy[];
  routines: Routine[];
}

/** Everything that Frontdesk's own schemas and Storage hold, as the catalogue tells it. */
export async function readCatalogue(sql: postgres.TransactionSql): Promise<Catalogue> {
  const [relations, columns, foreignKeys, policies, routines] = await Promise.all([
    sql.unsafe<Relation[]>(RELATIONS),
    sql.unsafe<(Column & { relation: string })[]>(COLUMNS),
    sql.unsafe<(ForeignKey & { relation: string })[]>(FOREIGN_KEYS),
    sql.unsafe<Policy[]>(POLICIES),
    sql.unsafe<Routine[]>(FUNCTIONS),
  ]);
  for (const relation of relations) {
    const own = <T extends { relation: string }>(rows: T[]) =>
      rows.filter((row) => row.relation === relation.name);
    relation.columns = own([...columns]);
    relation.foreignKeys = own([...foreignKeys]);
    relation.tenantColumn = tenantColumnOf(relation);
  }
  return { relations: [...relations], policies: [...policies], routines: [...routines] };
}

/** Tables whose rows belong to a business. Partitions are their parent's. */
export const tenantTables = ({ relations }: Catalogue): Relation[] =>
  relations.filter((relation) => relation.tenantColumn && isTable(relation));

export const isTable = ({ kind, isPartition }: Relation): boolean =>
  (kind === "r" || kind === "p") && !isPartition;

function tenantColumnOf({ name, columns }: Relation): string | undefined {
  if (name === "public.businesses") return "id";
  return columns.find((column) => column.name === "business_id")?.name;
}
