import { createFlow } from "../../shared/http/create-flow.ts";
import { forEmployee } from "../../shared/http/route.ts";
import * as contract from "./contract.ts";
import { getTemplate } from "./get-template.ts";
import { listTemplates } from "./list-templates.ts";
import { previewTemplate } from "./preview-template.ts";
import { restoreDefault } from "./restore-default.ts";
import { saveTemplate } from "./save-template.ts";

/** Bytes. The most characters that a template may have, in Arabic (two bytes each), with room for JSON's escapes. */
const TEMPLATE_LIMIT = 512 * 1024;

export default createFlow("email-templates", [
  forEmployee("communications.read", {
    method: "get",
    path: "/",
    contract: contract.ListTemplates,
    run: listTemplates,
  }),
  forEmployee("communications.read", {
    method: "get",
    path: "/:kind/:language",
    contract: contract.GetTemplate,
    run: getTemplate,
  }),
  forEmployee("communications.manage", {
    method: "put",
    path: "/:kind/:language",
    contract: contract.SaveTemplate,
    bodyLimit: TEMPLATE_LIMIT,
    run: saveTemplate,
  }),
  forEmployee("communications.read", {
    method: "post",
    path: "/:kind/:language/preview",
    contract: contract.PreviewTemplate,
    bodyLimit: TEMPLATE_LIMIT,
    run: previewTemplate,
  }),
  forEmployee("communications.manage", {
    method: "post",
    path: "/:kind/:language/restore-default",
    contract: contract.RestoreDefault,
    run: restoreDefault,
  }),
]);
