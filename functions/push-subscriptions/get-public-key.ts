import type { Output } from "../../shared/http/route.ts";
import type { GetPublicKey } from "./contract.ts";
import { publicKey } from "./public-key.ts";

/** Throws `unavailable`. */
export async function getPublicKey(): Promise<Output<typeof GetPublicKey>> {
  return { public_key: await publicKey() };
}
