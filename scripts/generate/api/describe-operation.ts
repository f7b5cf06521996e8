import type {
  Content,
  Operation,
  Parameter,
  Reference,
  Schema,
} from "../../../functions/api-docs/open-api.ts";
import type { Access, Route } from "../../../shared/http/route.ts";
import type { z } from "zod";
import { problemResponses, problemsOf } from "./problems-of.ts";
import { type NamedSchemas, readSchema } from "./read-schema.ts";
import { REQUEST_ID } from "./request-id.ts";
import { securityOf } from "./security-schemes.ts";

/** OpenAPI gives these headers a place of their own and wants them nowhere else. */
const OTHERWISE_SAID = new Set(["accept", "content-type", "authorization"]);

/** One route of a flow as OpenAPI says it. Schemas that have names are added to `named`. */
export function describeOperation(flow: string, route: Route, named: NamedSchemas): Operation {
  const { access, contract, run } = route;
  return {
    operationId: run.name,
    tags: [flow],
    summary: contract.summary,
    description: [contract.description, whoMayCall(access)].filter(Boolean).join("\n\n"),
    "x-access": access.kind,
    ...(access.kind === "employee" && access.permission ? { "x-permission": access.permission } : {}),
    security: securityOf(flow, access),
    parameters: parametersOf(route, named),
    ...requestBodyOf(route, named),
    responses: {
      "200": {
        description: "Done.",
        headers: REQUEST_ID,
        content: answersOf(readSchema(contract.output, "output", named)),
      },
      ...problemResponses(problemsOf(route)),
    },
  };
}

function whoMayCall(access: Access): string {
  switch (access.kind) {
    case "employee":
      return access.permission
        ? `For employees of the business with the permission \`${access.permission}\`.`
        : "For every employee of the business.";
    case "user":
      return "For everyone who is signed in.";
    case "worker":
      return "For our own schedules and dispatchers.";
    case "webhook":
      return "For the outside system alone: its signature is checked.";
    case "open":
      return "For everyone. A credential isn't needed; one that is sent must be valid.";
  }
}

function parametersOf({ path, access, contract }: Route, named: NamedSchemas): (Parameter | Reference)[] {
  const inPath = new Set([...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? ""));
  const declared = fieldsOf(contract.params, "path", named);
  return [
    ...(access.kind === "employee" ? [{ $ref: "#/components/parameters/Business" }] : []),
    ...[...inPath].map((name) => ({
      ...declared.find((parameter) => parameter.name === name) ??
        { name, in: "path" as const, schema: { type: "string" } },
      required: true,
    })),
    ...fieldsOf(contract.query, "query", named),
    ...fieldsOf(contract.headers, "header", named).filter(({ name }) => !OTHERWISE_SAID.has(name)),
  ];
}

function fieldsOf(schema: z.ZodType | undefined, place: Parameter["in"], named: NamedSchemas): Parameter[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = readSchema(schema, "input", named);
  return Object.entries(properties).map(([name, { description, ...field }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description ? { description } : {}),
    schema: field,
  }));
}

function requestBodyOf(
  { access, contract, bodyLimit }: Route,
  named: NamedSchemas,
): Pick<Operation, "requestBody"> {
  const limit = `At most ${bodyLimit / 1024 ** 2} MiB.`;
  const content = (schema: Schema): Content => ({ "application/json": { schema } });
  if (access.kind === "webhook") {
    const description = `What the outside system sends, in its own format; any content is taken. ${limit}`;
    return { requestBody: { description, required: true, content: content({}) } };
  }
  if (!contract.body) return {};
  const schema = readSchema(contract.body, "input", named);
  // An absent body counts as an empty object.
  const required = (schema.required ?? []).length > 0;
  return { requestBody: { description: limit, required, content: content(schema) } };
}

/** The answer by media type: JSON, unless a contract says `.meta({ contentMediaType })` of it or of one of its forms. */
function answersOf(schema: Schema): Content {
  const forms = schema.anyOf?.some((form) => form.contentMediaType) ? schema.anyOf : [schema];
  return Object.fromEntries(
    forms.map(({ contentMediaType = "application/json", ...form }) => [contentMediaType, { schema: form }]),
  );
}
