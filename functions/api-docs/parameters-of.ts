import { nameOfReference } from "./example-of.ts";
import type { OpenApiDocument, Operation, Parameter } from "./open-api.ts";

/** An operation's parameters, those included that are only referred to. */
export const parametersOf = (document: OpenApiDocument, operation: Operation): Parameter[] =>
  operation.parameters.flatMap((parameter) => {
    if (!("$ref" in parameter)) return [parameter];
    const shared = document.components.parameters[nameOfReference(parameter.$ref)];
    return shared ? [shared] : [];
  });
