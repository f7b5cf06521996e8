import type { OpenApiDocument, Operation } from "../../functions/api-docs/open-api.ts";
import type { Flow } from "../../shared/http/create-flow.ts";
import { describeOperation } from "./api/describe-operation.ts";
import { PROBLEM_SCHEMA } from "./api/problems-of.ts";
import type { NamedSchemas } from "./api/read-schema.ts";
import { SECURITY_SCHEMES } from "./api/security-schemes.ts";

const DESCRIPTION = `Each flow is one address under \`/functions/v1\`.

**Who asks.** People send the access token they got by signing in as \`authorization: Bearer …\`. What is about a business names it in \`x-business-id\`: that selects, it never opens anything. Rights are read anew for each request, so what is taken away is gone at once.

**Refusals.** Whatever goes wrong is answered as \`application/problem+json\` with a stable \`code\`. What exists in another business is \`not_found\`, like what doesn't exist at all. An address that no flow has is \`not_found\`, a method it doesn't take \`method_not_allowed\`.

**Pages.** A list answers with \`next\`: send it as \`cursor\` for the page after; \`null\` means that there is none.

**Times** are in UTC, as RFC 3339 writes them.`;

/** The OpenAPI 3.1 document of these flows, from their routes alone. */
export function describeApi(flows: Flow[]): OpenApiDocument {
  const named: NamedSchemas = new Map([["Problem", PROBLEM_SCHEMA]]);
  const paths: OpenApiDocument["paths"] = {};
  for (const { name, routes } of flows) {
    for (const route of routes) {
      const address = `/${name}${route.path === "/" ? "" : route.path.replaceAll(/:(\w+)/g, "{$1}")}`;
      (paths[address] ??= {})[route.method] = describeOperation(name, route, named);
    }
  }
  nameApart(paths);
  return {
    openapi: "3.1.0",
    info: {
      title: "Frontdesk",
      version: "1",
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/functions/v1", description: "Where this document was read" }],
    tags: flows.map(({ name }) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries([...named].sort(([a], [b]) => a < b ? -1 : 1)),
      parameters: {
        Business: {
          name: "x-business-id",
          in: "header",
          required: false,
          description:
            "The business this is about. Needed unless the token's `app_metadata.business_id` names one.",
          schema: { type: "string", format: "uuid" },
        },
      },
      headers: {
        RequestId: {
          description: "Names this request in our logs and audit trail; quote it when asking for help.",
          schema: { type: "string", format: "uuid" },
        },
      },
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

/** A verb that serves several addresses gives each operation a name of its own: by what stands in the path. */
function nameApart(paths: OpenApiDocument["paths"]): void {
  const taken = new Map<string, string>();
  for (const [address, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods) as [string, Operation][]) {
      const here = `${method.toUpperCase()} ${address}`;
      if (!operation.operationId || operation.operationId === "run") {
        throw new Error(`${here}: its verb must be a named function, such as listConversations.`);
      }
      if (taken.has(operation.operationId)) {
        const parameters = [...address.matchAll(/\{(\w)(\w*)\}/g)].map(([, first = "", rest]) =>
          first.toUpperCase() + rest
        );
        operation.operationId += `By${parameters.join("And")}`;
      }
      const other = taken.get(operation.operationId);
      if (other) throw new Error(`${here} and ${other} are both called '${operation.operationId}'.`);
      taken.set(operation.operationId, here);
    }
  }
}

const HEAD = `// Made from the routes of every flow by \`deno task generate\`.
import type { OpenApiDocument } from "./open-api.ts";

export const document: OpenApiDocument = `;

/** The document as the TypeScript file that functions/api-docs serves: deployment takes along only what is imported. */
export const writeDocument = (document: OpenApiDocument): string =>
  `${HEAD}${JSON.stringify(document, null, 2)};\n`;

/** A document that says nothing, for a checkout that has none yet: the flow that serves it must load to be described. */
export const emptyDocument = (): string => writeDocument(describeApi([]));
