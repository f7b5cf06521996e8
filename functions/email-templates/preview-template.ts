import type { EmployeeContext, Input, Output } from "../../shared/http/route.ts";
import { previewTemplate as preview } from "../../shared/mail/check-template.ts";
import type { PreviewTemplate } from "./contract.ts";
import { requireUsable } from "./require-usable.ts";
import { readTemplateInUse } from "./template-in-use.ts";

/** Throws `invalid_input` for a draft that could not be saved either. */
export async function previewTemplate(
  context: EmployeeContext,
  { params: { kind, language }, body }: Input<typeof PreviewTemplate>,
): Promise<Output<typeof PreviewTemplate>> {
  const { subject, html, text } = await readTemplateInUse(context, { kind, language });
  const draft = { subject: body.subject ?? subject, html: body.html ?? html, text: body.text ?? text };
  requireUsable(kind, draft);
  return preview(kind, draft);
}
