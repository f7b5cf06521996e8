import type { ObjectRow } from "./object-rows.ts";
import { noSuchKey } from "./storage-error.ts";

/**
 * Takes hold of the bytes of an object that was found. They go once it is replaced, so it is looked for again until row
 * and bytes belong together; each further look means that somebody has just replaced it.
 */
export async function holdBytes<T>(
  found: ObjectRow,
  find: () => Promise<ObjectRow>,
  take: (row: ObjectRow) => Promise<T | undefined>,
): Promise<{ row: ObjectRow; bytes: T }> {
  for (let row = found;;) {
    const bytes = await take(row);
    if (bytes !== undefined) return { row, bytes };
    const missing = row.version;
    row = await find();
    if (row.version === missing) throw noSuchKey();
  }
}
