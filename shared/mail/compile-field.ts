import { analyzeSync, LiquidError, type Template, Tokenizer, TypeGuards } from "liquidjs";
import { type EmailKind, isOptional, variablesOf } from "./email-kinds.ts";
import type { EmailField } from "./email-template.ts";
import { readHtml, type TemplatePart } from "./html-rules.ts";
import { HTML_ENGINE, PLAIN_ENGINE } from "./liquid-engine.ts";

/** One field of a template, parsed and looked through. With faults it must not be rendered. */
export interface CompiledField {
  templates: Template[];
  /** Sentences for its author. */
  faults: string[];
}

/** Characters of a source. */
const MOST_CHARACTERS: Record<EmailField, number> = { subject: 500, html: 100_000, text: 20_000 };

/** Of one source: parsing and looking through it take their time for each, and the square of it for some. */
const MOST_PARTS = 500;
const MOST_CHARACTERS_OF_A_PART = 300;
const MOST_DEPTH = 8;

/** Templates change rarely and are used for every mail; the ones used last stay, 100 of them. */
const MOST_KEPT = 100;
const kept = new Map<string, CompiledField>();

export const engineOf = (field: EmailField) => field === "html" ? HTML_ENGINE : PLAIN_ENGINE;

/** Parses a field of a kind's template and finds what is wrong with it without rendering it. Throws nothing. */
export function compileField(kind: EmailKind, field: EmailField, source: string): CompiledField {
  const key = `${kind} ${field} ${source}`;
  const compiled = kept.get(key) ?? compile(kind, field, source);
  kept.delete(key);
  kept.set(key, compiled);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(oldest);
  }
  return compiled;
}

function compile(kind: EmailKind, field: EmailField, source: string): CompiledField {
  const refused = (detail: string) => ({ templates: [], faults: [detail] });
  if (source.trim() === "") return refused("is empty");
  if (source.length > MOST_CHARACTERS[field]) {
    return refused(`has more than ${MOST_CHARACTERS[field]} characters`);
  }
  if (source.includes("\0")) return refused("holds a NUL character");
  try {
    const parts = readParts(source);
    const tooMuch = findExcess(parts);
    if (tooMuch) return refused(tooMuch);
    const templates = engineOf(field).parse(source);
    return { templates, faults: findFaults(kind, field, source, parts, templates) };
  } catch (error) {
    return refused(describeError(error));
  }
}

/** The source as the parser sees it: what is trimmed around a tag is gone already. Throws TokenizationError. */
function readParts(source: string): TemplatePart[] {
  let depth = 0;
  return new Tokenizer(source).readTopLevelTokens().map((token) => {
    const at = token.begin;
    if (TypeGuards.isHTMLToken(token)) return { kind: "literal", content: token.getContent(), at, depth };
    const content = token.getText().slice(2, -2).replace(/^-|-$/g, "").trim();
    if (TypeGuards.isOutputToken(token)) return { kind: "output", content, at, depth };
    if (/^end/.test(content)) depth--;
    return { kind: "tag", content, at, depth: /^(if|unless|case|for)\b/.test(content) ? depth++ : depth };
  });
}

/** What is refused before it is parsed. */
function findExcess(parts: TemplatePart[]): string | undefined {
  const inserted = parts.filter(({ kind }) => kind !== "literal");
  if (inserted.length > MOST_PARTS) return `has more than ${MOST_PARTS} values and tags`;
  if (inserted.some(({ content }) => content.length > MOST_CHARACTERS_OF_A_PART)) {
    return `has a value or tag of more than ${MOST_CHARACTERS_OF_A_PART} characters`;
  }
  // LiquidJS's analysis passes over names that are computed: `{{ [title] }}`.
  if (inserted.some(({ content }) => content.includes("["))) {
    return "has a bracket in a value or tag: variables are texts, called by their names";
  }
  if (inserted.some(({ depth }) => depth >= MOST_DEPTH)) return `nests tags more than ${MOST_DEPTH} deep`;
}

function findFaults(
  kind: EmailKind,
  field: EmailField,
  source: string,
  parts: TemplatePart[],
  templates: Template[],
): string[] {
  const faults = new Set(findStrangers(kind, templates));
  let shown = new Set(
    parts.flatMap(({ kind, content, depth }) => kind === "output" && depth === 0 ? content : []),
  );
  if (field === "html") {
    const addresses = [...variablesOf(kind)].filter(([, { type }]) => type === "url").map(([name]) => name);
    const html = readHtml(parts, new Set(addresses));
    for (const { at, detail } of html.faults) {
      faults.add(`${detail}, line:${source.slice(0, at).split("\n").length}`);
    }
    shown = html.links;
  }
  if (isOptional(kind) && field !== "subject" && !shown.has("unsubscribe_url")) {
    const what = field === "html" ? 'a link <a href="{{ unsubscribe_url }}">' : "{{ unsubscribe_url }}";
    faults.add(`must hold ${what} outside of any tag of the template`);
  }
  return [...faults].slice(0, 20);
}

/** Variables that the kind doesn't have, parts of variables, and names of variables given to something else. */
function findStrangers(kind: EmailKind, templates: Template[]): string[] {
  const known = variablesOf(kind);
  const { variables, globals } = analyzeSync(templates, { partials: false });
  return Object.values(variables).flat().flatMap((variable) => {
    const [root, ...members] = variable.segments;
    const at = `, line:${variable.location.row}, col:${variable.location.col}`;
    const outside = typeof root === "string" &&
      globals[root]?.some(({ location: { row, col } }) =>
        row === variable.location.row && col === variable.location.col
      );
    if (typeof root !== "string") return [`a variable must be called by its name${at}`];
    if (!outside) return known.has(root) ? [`'${root}' can't be the name of something else${at}`] : [];
    if (!known.has(root)) return [`there is no variable '${root.slice(0, 50)}'${at}`];
    return members.length > 0 ? [`'${root}' is a text and has no parts${at}`] : [];
  });
}

/** What LiquidJS complains of, without the source around it. */
export function describeError(error: unknown): string {
  if (error instanceof RangeError) return "is nested too deeply";
  if (error instanceof Error && LiquidError.is(error)) return error.message.slice(0, 200);
  return "can't be understood";
}
