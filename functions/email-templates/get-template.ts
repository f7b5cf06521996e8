import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext, Input, Output } from "../../shared/http/route.ts";
import type { GetTemplate } from "./contract.ts";
import { readTemplateInUse } from "./template-in-use.ts";

type Versions = Output<typeof GetTemplate>["versions"];

/** The template in use, and the business's own versions. Of an older one the Data API tells the whole text. */
export async function getTemplate(
  context: EmployeeContext,
  { params: { kind, language } }: Input<typeof GetTemplate>,
): Promise<Output<typeof GetTemplate>> {
  const { actor, origin, tenant } = context;
  const [inUse, versions] = await Promise.all([
    readTemplateInUse(context, { kind, language }),
    asUser(actor, origin, (sql) =>
      sql<Versions>`
        select t.version, t.subject, t.made_by, t.created_at, t.retired_at
        from public.email_templates t
        where t.business_id = ${tenant.businessId} and t.kind = ${kind} and t.language = ${language}
        order by t.version desc
        limit 100`),
  ]);
  return { kind, language, ...inUse, versions: [...versions] };
}
