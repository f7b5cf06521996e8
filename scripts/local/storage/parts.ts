import type { Authenticate } from "./caller.ts";
import type { Database } from "./database.ts";
import type { Files } from "./files.ts";
import type { Signatures } from "./signatures.ts";

/** What every route of the stand-in works with. */
export interface Parts {
  database: Database;
  files: Files;
  authenticate: Authenticate;
  signatures: Signatures;
}
