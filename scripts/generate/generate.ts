import { connect } from "../local/database.ts";
import { readFlows } from "./api/read-flows.ts";
import { describeApi, emptyDocument, writeDocument } from "./describe-api.ts";
import { describeDatabaseTypes } from "./describe-database-types.ts";
import { describeSchema } from "./describe-schema.ts";
import { withScratchDatabase } from "./with-scratch-database.ts";

/** A file that is generated: what stands in it (`undefined` when it isn't there) and what should. */
export interface Generated {
  /** From the project's folder, with slashes. */
  path: string;
  known: string | undefined;
  text: string;
}

export const PROJECT = new URL("../../", import.meta.url);

const API_DOCUMENT = "functions/api-docs/document.ts";

/**
 * Makes every generated file's text, on a Postgres of its own. Nothing is written, but for one exception where
 * `mayWrite`: a missing API document becomes an empty one, because the flow that serves it must load to be described.
 */
export async function generate({ mayWrite }: { mayWrite: boolean }): Promise<Generated[]> {
  const document = await read(API_DOCUMENT);
  if (document === undefined) {
    if (!mayWrite) throw new Error(`${API_DOCUMENT} is missing. Run: deno task generate`);
    await Deno.writeTextFile(new URL(API_DOCUMENT, PROJECT), emptyDocument());
  }
  const [fromDatabase, api] = await Promise.all([
    withScratchDatabase((ownerUrl) => Promise.all([readSchema(ownerUrl), describeDatabaseTypes(ownerUrl)])),
    readFlows().then(describeApi),
  ]);
  const [schema, types] = fromDatabase;
  return await Promise.all([
    compare("supabase/schema.sql", schema),
    compare("shared/db/database-types.ts", types),
    { path: API_DOCUMENT, known: document, text: writeDocument(api) },
  ]);
}

async function readSchema(ownerUrl: string): Promise<string> {
  const owner = connect(ownerUrl, 1);
  try {
    return await describeSchema(owner);
  } finally {
    await owner.end();
  }
}

const compare = async (path: string, text: string): Promise<Generated> => ({
  path,
  known: await read(path),
  text,
});

/** A file's text; git may have given it Windows's line ends. */
async function read(path: string): Promise<string | undefined> {
  try {
    return (await Deno.readTextFile(new URL(path, PROJECT))).replaceAll("\r\n", "\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
