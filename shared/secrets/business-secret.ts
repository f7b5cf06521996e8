import { asWorker, type Origin } from "../db/transaction.ts";
import { open, seal } from "./envelope.ts";

/** A business's secret in the clear, for the adapter that needs it now; `undefined` if none is set. */
export async function readSecret(
  businessId: string,
  name: string,
  origin: Origin,
): Promise<string | undefined> {
  const [row] = await asWorker(
    "system",
    `read secret ${name}`,
    origin,
    (sql) =>
      sql<{ key_id: string; nonce: Uint8Array<ArrayBuffer>; data: Uint8Array<ArrayBuffer> }[]>`
      select key_id, nonce, data from private.business_secrets where business_id = ${businessId} and name = ${name}`,
  );
  return row && await open(businessId, name, { keyId: row.key_id, nonce: row.nonce, data: row.data });
}

/** Seals and stores a business's secret, replacing an earlier one. */
export async function writeSecret(
  businessId: string,
  name: string,
  secret: string,
  origin: Origin,
): Promise<void> {
  const { keyId, nonce, data } = await seal(businessId, name, secret);
  await asWorker(
    "system",
    `write secret ${name}`,
    origin,
    (sql) =>
      sql`insert into private.business_secrets (business_id, name, key_id, nonce, data)
      values (${businessId}, ${name}, ${keyId}, ${nonce}, ${data})
      on conflict (business_id, name) do update set key_id = excluded.key_id, nonce = excluded.nonce, data = excluded.data`,
  );
}
