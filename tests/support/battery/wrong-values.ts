import type { z } from "zod";
import { type JsonSchema, jsonSchemaOf, sample } from "./sample.ts";

/** An input with exactly one thing wrong, and where the answer must point to. */
export interface WrongInput {
  pointer: string;
  /** The whole query or body, wrong field included. */
  value: unknown;
  /** The wrong thing itself, for messages. */
  wrong: unknown;
}

type Path = (string | number)[];

const TEXTS = [
  "battery: no valid value",
  "",
  "-1",
  "0",
  "1.5",
  "1e9",
  "NaN",
  "00000000-0000-0000-0000-00000000000g",
  "' or true --",
  "x".repeat(6000),
];
const VALUES = [...TEXTS, 1.5, -1, 1e21, true, null, [], {}, ["x"], { $gt: "" }];

/** The most wrong values one field is tried with. */
const PER_FIELD = 8;

/**
 * For each field of a schema, what it must refuse: another type, a value out of bounds, its absence. `texts` for what
 * travels in an address, where everything is text. What counts as wrong the schema itself decides: the battery proves
 * that the door asks it. Throws for a field of a body that takes everything.
 */
export function wrongInputs(schema: z.ZodType, where: "params" | "query" | "headers" | "body"): WrongInput[] {
  const whole = sample(schema, `/${where}`, true);
  const inputs: WrongInput[] = [];
  for (const path of fieldsOf(jsonSchemaOf(schema))) {
    const pointer = `/${[where, ...path].join("/")}`;
    const candidates = where === "body" ? VALUES : where === "params" ? TEXTS.filter(Boolean) : TEXTS;
    const refused = candidates
      .map((wrong) => ({ pointer, wrong, value: replaced(whole, path, wrong) }))
      .filter(({ value }) => points(schema, value, path));
    if (refused.length === 0 && where === "body") {
      throw new Error(`${pointer} takes anything the battery can think of: give it a type in its contract.`);
    }
    inputs.push(...refused.slice(0, PER_FIELD));
    const without = replaced(whole, path, undefined);
    if (where !== "params" && points(schema, without, path)) {
      inputs.push({ pointer, wrong: "(absent)", value: without });
    }
  }
  return inputs;
}

/** The names of a schema's own fields, not of those below them. */
export const fieldNames = (schema: z.ZodType | undefined): string[] =>
  Object.keys(schema ? jsonSchemaOf(schema).properties ?? {} : {});

/** Whether the schema refuses this value and lays it to this field. */
const points = (schema: z.ZodType, value: unknown, path: Path) =>
  schema.safeParse(value).error?.issues.some((issue) => issue.path.join("/") === path.join("/")) ?? false;

/** Paths of all fields, those of objects in arrays under their first element. */
function fieldsOf(schema: JsonSchema): Path[] {
  const inner = Object.entries(schema.properties ?? {}).map(([name, property]) => [name, property] as const);
  const items: (readonly [string | number, JsonSchema])[] = schema.items ? [[0, schema.items]] : [];
  return [...inner, ...items].flatMap(([name, below]) => [
    [name],
    ...fieldsOf(below).map((path) => [name, ...path]),
  ]);
}

function replaced(value: unknown, [first, ...rest]: Path, wrong: unknown): unknown {
  if (first === undefined) return wrong;
  if (Array.isArray(value)) {
    return value.map((item, index) => index === first ? replaced(item, rest, wrong) : item);
  }
  const fields = { ...value as Record<string, unknown> };
  const inner = replaced(fields[first], rest, wrong);
  if (inner === undefined) delete fields[first];
  else fields[first] = inner;
  return fields;
}
