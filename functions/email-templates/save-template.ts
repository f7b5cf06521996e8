import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext, Input, Output } from "../../shared/http/route.ts";
import type { SaveTemplate } from "./contract.ts";
import { requireUsable } from "./require-usable.ts";

/** Throws `invalid_input` with what is wrong with each field; then nothing is saved. */
export async function saveTemplate(
  { actor, origin, tenant }: EmployeeContext,
  { params: { kind, language }, body }: Input<typeof SaveTemplate>,
): Promise<Output<typeof SaveTemplate>> {
  requireUsable(kind, body);
  const { subject, html, text } = body;
  const [{ version }] = await asUser(actor, origin, (sql) =>
    sql<[{ version: number }]>`
      select private.save_email_template(
        ${tenant.businessId}, ${kind}, ${language}, ${subject}, ${html}, ${text}) as version`);
  return { version };
}
