import { nameOfReference } from "./example-of.ts";
import { html, join, type Part } from "../../shared/http/html.ts";
import type { Schema } from "./open-api.ts";
import { renderLine } from "./render-text.ts";

/** A named value: a field or a parameter. */
interface Field {
  name: string;
  schema: Schema;
  required: boolean;
  description?: string;
}

/** Fields as a list; those of objects in them stand below, indented. */
export const renderFields = (fields: Field[]): Part =>
  html`<ul class="fields">${
    fields.map(({ name, schema, required, description = schema.description }) =>
      html`<li>
        <div><code class="name">${name}</code> <span class="type">${typeOf(schema)}</span>${rulesOf(schema)}${
        required ? html`<span class="needed">required</span>` : undefined
      }</div>
        ${description ? html`<p>${renderLine(description)}</p>` : undefined}
        ${renderInner(schema)}
      </li>`
    )
  }</ul>`;

/** What an answer or a body is: its fields, or where its fields are listed. */
export function renderSchema(schema: Schema): Part {
  const fields = fieldsOf(schema);
  return fields.length
    ? renderFields(fields)
    : html`<p><span class="type">${typeOf(schema)}</span>${rulesOf(schema)}</p>`;
}

/** An answer always has all its fields, so nothing is said of that; in what is sent, `required` matters. */
export const withoutRequired = (schema: Schema): Schema => ({
  ...schema,
  required: [],
  ...(schema.properties
    ? {
      properties: Object.fromEntries(
        Object.entries(schema.properties).map(([name, property]) => [name, withoutRequired(property)]),
      ),
    }
    : {}),
  ...(schema.items ? { items: withoutRequired(schema.items) } : {}),
  ...(schema.anyOf ? { anyOf: schema.anyOf.map(withoutRequired) } : {}),
});

function renderInner(schema: Schema): Part {
  const objects = [schema, schema.items ?? {}, ...schema.anyOf ?? []].filter((inner) => inner.properties);
  return objects.map((inner) => renderFields(fieldsOf(inner)));
}

const fieldsOf = ({ properties = {}, required = [] }: Schema): Field[] =>
  Object.entries(properties).map(([name, schema]) => ({ name, schema, required: required.includes(name) }));

/** A phrase: `uuid or null`, `list of Client`, `"open" | "closed"`. */
function typeOf(schema: Schema): Part {
  if (schema.$ref) {
    const name = nameOfReference(schema.$ref);
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum) return join(schema.enum.map((value) => html`<code>${JSON.stringify(value)}</code>`), " ");
  if (schema.anyOf) return join(schema.anyOf.map(typeOf), " or ");
  if (schema.items) return ["list of ", typeOf(schema.items)];
  const types = typeof schema.type === "string" ? [schema.type] : schema.type ?? ["any JSON"];
  return join(types.map((type) => type === "string" ? schema.format ?? type : type), " or ");
}

function rulesOf(schema: Schema): Part {
  const { minimum, maximum, minLength, maxLength, pattern } = schema;
  const rules = [
    rangeOf(minimum, maximum, ""),
    rangeOf(minLength, maxLength, " characters"),
    pattern && `matches ${pattern}`,
    schema.default !== undefined && `default ${JSON.stringify(schema.default)}`,
  ];
  return rules.filter((rule) => typeof rule === "string").map((rule) =>
    html`<span class="rule">${rule}</span>`
  );
}

function rangeOf(least: number | undefined, most: number | undefined, unit: string): string | undefined {
  if (least !== undefined && most !== undefined) return `${least} to ${most}${unit}`;
  if (least !== undefined) return `at least ${least}${unit}`;
  if (most !== undefined) return `at most ${most}${unit}`;
}
