import type { Schema } from "./open-api.ts";

const BY_FORMAT: Record<string, string> = {
  "uuid": "8d3c7a52-4f0e-4b6c-9a1d-2e5f7b90c314",
  "date-time": "2026-11-20T09:30:00.000Z",
  "date": "2026-11-20",
  "email": "rana@example.com",
  "uri": "https://example.com/",
};

/** A value such as this schema describes. `schemas` are the document's own, for references. */
export function exampleOf(schema: Schema, schemas: Record<string, Schema>): unknown {
  const [choice] = schema.oneOf ?? schema.anyOf ?? [];
  if (schema.$ref) return exampleOf(schemas[nameOfReference(schema.$ref)] ?? {}, schemas);
  if (schema.examples?.length) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.default !== undefined) return schema.default;
  if (choice) return exampleOf(choice, schemas);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map((
          [name, property],
        ) => [name, exampleOf(property, schemas)]),
      );
    case "array":
      return schema.items ? [exampleOf(schema.items, schemas)] : [];
    case "string":
      return BY_FORMAT[schema.format ?? ""] ?? "text";
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    case "boolean":
      return true;
    default:
      return null;
  }
}

/** `Client` of `#/components/schemas/Client`. */
export const nameOfReference = (reference: string): string => reference.split("/").at(-1) ?? "";
