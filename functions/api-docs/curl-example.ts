import { exampleOf } from "./example-of.ts";
import type { OpenApiDocument, Operation, Parameter, SecurityScheme } from "./open-api.ts";
import { parametersOf } from "./parameters-of.ts";

/**
 * A command that calls an operation, for a shell in which FRONTDESK is the project's address, TOKEN and BUSINESS are
 * the caller's, and what stands in the path has a variable of its own.
 */
export function curlExample(
  document: OpenApiDocument,
  address: string,
  method: string,
  operation: Operation,
): string {
  const parameters = parametersOf(document, operation);
  const path = address.replaceAll(/\{(\w+)\}/g, (_, name) => `$${name.toUpperCase()}`);
  const url = `"$FRONTDESK${document.servers[0]?.url ?? ""}${path}${queryOf(document, parameters)}"`;
  return [
    method === "get" ? `curl ${url}` : `curl -X ${method.toUpperCase()} ${url}`,
    ...operation.security.flatMap((requirement) => Object.keys(requirement)).flatMap((name) => {
      const scheme = document.components.securitySchemes[name];
      return scheme ? [`-H "${credentialOf(scheme)}"`] : [];
    }),
    ...(operation["x-access"] === "employee" ? ['-H "x-business-id: $BUSINESS"'] : []),
    ...bodyOf(document, operation),
  ].join(" \\\n  ");
}

function queryOf(document: OpenApiDocument, parameters: Parameter[]): string {
  const search = new URLSearchParams(
    parameters.filter((parameter) => parameter.in === "query" && parameter.required)
      .map(({ name, schema }) => [name, String(exampleOf(schema, document.components.schemas))]),
  );
  return search.size ? `?${search}` : "";
}

function credentialOf(scheme: SecurityScheme): string {
  if (scheme.type === "http") return "authorization: Bearer $TOKEN";
  const variable = scheme.name.replace(/^x-/, "").replaceAll("-", "_").toUpperCase();
  return `${scheme.name}: $${variable}`;
}

function bodyOf(document: OpenApiDocument, { requestBody, "x-access": access }: Operation): string[] {
  if (!requestBody) return [];
  const type = '-H "content-type: application/json"';
  // What is signed must be sent byte by byte.
  if (access === "webhook") return [type, "--data-binary @delivery.json"];
  const schema = requestBody.content["application/json"]?.schema ?? {};
  const example = JSON.stringify(exampleOf(schema, document.components.schemas)).replaceAll("'", "'\\''");
  return [type, `-d '${example}'`];
}
