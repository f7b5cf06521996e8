import { z } from "zod";

/** What a JSON schema may say, as far as samples need it. */
export interface JsonSchema {
  type?: string | string[];
  format?: string;
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  examples?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  minItems?: number;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
}

export const jsonSchemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;

/**
 * A value that the schema takes; with `whole`, one that has every optional field too. Throws a sentence when it finds
 * none: `.meta({ examples: [...] })` in the contract, or the flow's file in tests/support/battery/flows/, then helps.
 */
export function sample(schema: z.ZodType, where: string, whole = false): unknown {
  const value = sampleOf(jsonSchemaOf(schema), whole);
  const result = schema.safeParse(value);
  if (result.success) return value;
  const reason = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new Error(
    `The battery finds no valid value for ${where} (${reason}). Give the field \`.meta({ examples: [...] })\` in its contract.`,
  );
}

const FORMATS: Record<string, string> = {
  uuid: "0b5b8a3e-3f0f-4e0e-9d56-6d5a2f6f2c11",
  email: "someone@people.test",
  uri: "https://frontdesk.test/",
  "date-time": "2026-11-20T10:00:00Z",
  date: "2026-11-20",
  time: "10:00:00",
};

function sampleOf(schema: JsonSchema, whole: boolean): unknown {
  if (schema.examples?.length) return schema.examples[0];
  if ("const" in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives?.[0]) return sampleOf(alternatives[0], whole);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => whole || schema.required?.includes(name))
          .map(([name, property]) => [name, sampleOf(property, whole)]),
      );
    case "array":
      return Array.from(
        { length: Math.max(schema.minItems ?? 0, 1) },
        () => sampleOf(schema.items ?? {}, whole),
      );
    case "integer":
    case "number":
      return schema.minimum ?? (schema.exclusiveMinimum === undefined ? 1 : schema.exclusiveMinimum + 1);
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return FORMATS[schema.format ?? ""] ??
        "sample".padEnd(schema.minLength ?? 0, "e").slice(0, schema.maxLength ?? undefined);
  }
}
