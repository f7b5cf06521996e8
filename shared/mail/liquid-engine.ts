import { Context, Liquid, type Template, toValueSync } from "liquidjs";

/**
 * LiquidJS's limits, all of them off unless set. Ranges and filters count what they make as memory. The time, in
 * milliseconds, is a last resort, long beside the one that a mail takes: it alone depends on how busy a machine is, so
 * the limits that a bomb meets first are the others.
 */
const LIMITS = { parseLimit: 100_000, renderLimit: 2_000, memoryLimit: 500_000 };

/** Tags, values and texts between them that one rendering may come by, each as often as a loop repeats it. */
const MOST_STEPS = 5_000;

/** What a mail needs to say; nothing that keeps, includes or quotes. */
const TAGS = new Set(["if", "unless", "case", "for"]);
const FILTERS = new Set([
  "default",
  "upcase",
  "downcase",
  "capitalize",
  "strip",
  "truncate",
  "truncatewords",
]);

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** Lists, ranges and what describes a loop have no text. */
const textOf = (value: unknown) =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

/** More was written than a mail may hold. */
export class TooMuchOutput extends Error {
  override readonly name = "TooMuchOutput";
}

/** Liquid for tenants: few tags and filters, no files, no prototypes, strict about names, and limited in everything. */
function createEngine(outputEscape: (value: unknown) => string): Liquid {
  const liquid = new Liquid({
    ...LIMITS,
    // A mapping in place of the file system, and an empty one.
    templates: {},
    dynamicPartials: false,
    relativeReference: false,
    ownPropertyOnly: true,
    strictVariables: true,
    strictFilters: true,
    // An empty text counts as absent: `{% if body %}`.
    jsTruthy: true,
    outputEscape,
  });
  for (const tag of Object.keys(liquid.tags)) if (!TAGS.has(tag)) delete liquid.tags[tag];
  for (const filter of Object.keys(liquid.filters)) if (!FILTERS.has(filter)) delete liquid.filters[filter];
  return liquid;
}

export const PLAIN_ENGINE = createEngine(textOf);

/** Escapes all that is put out, and knows one filter more: line breaks as HTML has them, after escaping. */
export const HTML_ENGINE = createEngine((value) => escape(textOf(value)));
HTML_ENGINE.registerFilter("newline_to_br", {
  raw: true,
  handler: (value: unknown) => escape(textOf(value)).replaceAll("\n", "<br>\n"),
});

/**
 * Renders parsed templates, up to `most` characters: beyond them it stops with `TooMuchOutput`, whatever was still to
 * come. Throws LiquidJS's errors as they are.
 */
export function runTemplates(
  liquid: Liquid,
  templates: Template[],
  variables: object,
  most: number,
): string {
  const emitter = {
    buffer: "",
    write(value: unknown) {
      this.buffer += textOf(value);
      if (this.buffer.length > most) throw new TooMuchOutput();
    },
  };
  const context = new Context(variables, liquid.options, { sync: true }, { liquid });
  countSteps(context);
  toValueSync(liquid.renderer.renderTemplates(templates, context, emitter));
  return emitter.buffer;
}

/** LiquidJS looks at its clock before every step; this counts them there. */
function countSteps({ renderLimit }: Context): void {
  const lookAtClock = renderLimit.check.bind(renderLimit);
  let steps = 0;
  renderLimit.check = (now) => {
    if (++steps > MOST_STEPS) throw new Error("takes too many steps");
    lookAtClock(now);
  };
}
