import { z } from "zod";
import type { Schema } from "../../../functions/api-docs/open-api.ts";
import { simplifySchema } from "./simplify-schema.ts";

/** Schemas that contracts gave a name to, with `.meta({ id })`. */
export type NamedSchemas = Map<string, Schema>;

/**
 * A contract's schema as JSON Schema 2020-12: what is sent (`input`) or what is answered (`output`). Named schemas are
 * added to `named` and referred to. Throws for what JSON can't say, and for two schemas of one name.
 */
export function readSchema(schema: z.ZodType, io: "input" | "output", named: NamedSchemas): Schema {
  const { $defs = {}, $schema: _, ...own } = z.toJSONSchema(schema, { target: "draft-2020-12", io });
  // The one place where zod's idea of JSON Schema becomes ours.
  for (const [name, definition] of Object.entries($defs as Record<string, Schema>)) {
    addSchema(named, name, simplifySchema(definition));
  }
  return simplifySchema(own as Schema);
}

function addSchema(named: NamedSchemas, name: string, { ...schema }: Schema): void {
  // zod repeats the id inside.
  delete (schema as { id?: string }).id;
  const known = named.get(name);
  if (known && JSON.stringify(known) !== JSON.stringify(schema)) {
    throw new Error(
      `Two schemas are named '${name}' and differ: give one another name in its contract's meta({ id }).`,
    );
  }
  named.set(name, schema);
}
