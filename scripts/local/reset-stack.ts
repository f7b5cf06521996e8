import { fileURLToPath } from "node:url";
import { removeCluster } from "./postgres/cluster.ts";
import { LOCAL_FOLDER } from "./stack.ts";

/** Forgets all that the local stack keeps. What else lies in its folder stays: FRONTDESK_LOCAL may name any. */
export async function resetStack(): Promise<void> {
  await removeCluster(fileURLToPath(new URL("postgres", LOCAL_FOLDER)));
  for (const name of ["storage", "secrets.json", "stack.json"]) {
    try {
      await Deno.remove(new URL(name, LOCAL_FOLDER), { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
