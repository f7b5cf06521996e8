import type postgres from "postgres";

/** Puts secrets into the Vault by name: new ones are made, those that differ are changed. `sql` must be the owner's. */
export async function fillVault(sql: postgres.Sql, secrets: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(secrets)) {
    const [known] = await sql<{ id: string; value: string }[]>`
      select id, decrypted_secret as value from vault.decrypted_secrets where name = ${name}`;
    if (!known) await sql`select vault.create_secret(new_secret => ${value}, new_name => ${name})`;
    else if (known.value !== value) {
      await sql`select vault.update_secret(secret_id => ${known.id}, new_secret => ${value})`;
    }
  }
}
