import { Problem } from "../../shared/problem/problem.ts";
import { loadVapidKeys } from "../../shared/push/vapid-keys.ts";

/** What browsers subscribe with. Throws `unavailable` where the installation can't sign pushes; the log says what is missing. */
export async function publicKey(): Promise<string> {
  try {
    return (await loadVapidKeys()).publicKey;
  } catch (cause) {
    throw new Problem("unavailable", {
      detail: "Web Push isn't set up here: the operator makes its keys with `deno task vapid-keys`.",
      cause,
    });
  }
}
