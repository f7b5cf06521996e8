import type { Schema } from "../../../functions/api-docs/open-api.ts";

/** Formats that say all their pattern says; a reader gains nothing by a regular expression for the Gregorian year. */
const TELLING_FORMATS = new Set(["uuid", "date-time", "date", "email", "uri"]);

/** Takes out of a generated schema what is true but tells nobody anything, and points its references at the document. */
export function simplifySchema(given: Schema): Schema {
  const schema: Schema = { ...given };
  if (schema.$ref) schema.$ref = schema.$ref.replace("#/$defs/", "#/components/schemas/");
  if (schema.format && TELLING_FORMATS.has(schema.format)) delete schema.pattern;
  // What JavaScript can count to is no rule of ours.
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  // Fields may be added: whoever reads an answer must expect that.
  if (schema.additionalProperties === false) delete schema.additionalProperties;
  else if (typeof schema.additionalProperties === "object") {
    schema.additionalProperties = Object.keys(schema.additionalProperties).length
      ? simplifySchema(schema.additionalProperties)
      : true;
  }
  if (JSON.stringify(schema.propertyNames) === '{"type":"string"}') delete schema.propertyNames;
  if (schema.items) schema.items = simplifySchema(schema.items);
  if (schema.prefixItems) schema.prefixItems = schema.prefixItems.map(simplifySchema);
  if (schema.properties) {
    schema.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [name, simplifySchema(property)]),
    );
  }
  return schema.anyOf ? simplifyChoice(schema, schema.anyOf) : schema;
}

/** A choice among choices is one choice; one among equals is none; "or null" is a matter of the type. */
function simplifyChoice({ anyOf: _, ...around }: Schema, given: Schema[]): Schema {
  const flat = given.map(simplifySchema).flatMap((option) =>
    isOnlyChoice(option) ? option.anyOf ?? [] : [option]
  );
  const options = [...new Map(flat.map((option) => [JSON.stringify(option), option])).values()];
  const others = options.filter((option) => option.type !== "null");
  const [first] = others;
  // One of them takes anything, so all do.
  if (options.some((option) => Object.keys(option).length === 0)) return around;
  if (options.length === 1) return { ...options[0], ...around };
  if (
    others.length === 1 && options.length === 2 && typeof first?.type === "string" && !first.enum &&
    first.const === undefined
  ) {
    return { ...first, ...around, type: [first.type, "null"] };
  }
  return { ...around, anyOf: options };
}

const isOnlyChoice = (schema: Schema) => schema.anyOf !== undefined && Object.keys(schema).length === 1;
