import { type HtmlAttribute, type HtmlListener, HtmlScanner } from "./html-scanner.ts";

/** A part of a template: text as it stands, a value that is inserted, or a tag that decides or repeats. */
export interface TemplatePart {
  kind: "literal" | "output" | "tag";
  /** Text, or what stands between the delimiters, trimmed. */
  content: string;
  /** Where it starts in the source. */
  at: number;
  /** How many tags are open around it. */
  depth: number;
}

export interface ReadHtml {
  faults: { at: number; detail: string }[];
  /** Variables that a link leads to in every rendering: nothing decides whether it is there. */
  links: Set<string>;
}

/**
 * Elements without a place in a mail: they run, load or send something, or change how the rest is read, so that where
 * a value stands couldn't be known any more.
 */
const REFUSED = new Set(
  ("script iframe frame frameset object embed applet portal form input button select textarea base link svg math " +
    "template noscript noembed noframes plaintext xmp listing").split(" "),
);

/** Attributes that take an address. */
const ADDRESSES = new Set(
  ("href src action formaction background cite poster data longdesc ping manifest classid codebase profile usemap " +
    "dynsrc lowsrc xlink:href").split(" "),
);

/** What `http-equiv` may say; it can also lead elsewhere. */
const DESCRIBES = /^\s*(content-type|content-language|x-ua-compatible)\s*$/i;

const WRITTEN_ADDRESS = /^\s*(https?:\/\/|mailto:|tel:|sms:|cid:|#)/i;

/**
 * Looks for what in an HTML template would let a value out of its place, or is no part of a mail. Escaping is enough between
 * elements and in quoted attributes; elsewhere, and in attributes that are code, values are refused. An address is
 * either written out or exactly one variable that is an address.
 */
export function readHtml(parts: TemplatePart[], addresses: ReadonlySet<string>): ReadHtml {
  const { faults, links }: ReadHtml = { faults: [], links: new Set() };
  let at = 0;
  let depth = 0;
  const listener: HtmlListener = {
    element: (name) => {
      if (REFUSED.has(name)) faults.push({ at, detail: `<${name}> has no place in a mail` });
    },
    attribute: (attribute) => {
      const detail = judgeAttribute(attribute, addresses);
      if (detail) faults.push({ at, detail });
      else if (attribute.element === "a" && attribute.name === "href" && depth === 0) {
        attribute.inserted.forEach((address) => links.add(address));
      }
    },
    misplaced: () =>
      faults.push({
        at,
        detail: "values may stand in text and in quoted attributes, tags of the template only in text",
      }),
  };
  const scanner = new HtmlScanner(listener);
  for (const part of parts) {
    ({ at, depth } = part);
    if (part.kind === "literal") {
      for (const line of part.content.split(/(?<=\n)/)) {
        scanner.literal(line);
        at += line.length;
      }
    } else if (part.kind === "output") scanner.insert(part.content);
    else if (!scanner.inText) listener.misplaced();
  }
  scanner.end();
  return { faults, links };
}

function judgeAttribute(attribute: HtmlAttribute, addresses: ReadonlySet<string>): string | undefined {
  const { element, name, literal, inserted } = attribute;
  if (name.startsWith("on")) return `the attribute '${name}' runs code`;
  if (name === "srcdoc" || (name === "http-equiv" && !DESCRIBES.test(literal))) {
    return `the attribute '${name}' has no place in a mail`;
  }
  if (inserted.length > 0 && /^(style|srcset|http-equiv|content)$/.test(name)) {
    return `no value may stand in the attribute '${name}'`;
  }
  if (!ADDRESSES.has(name)) return;
  const whole = inserted.length === 1 && literal === "";
  if (whole && addresses.has(inserted[0]!)) return;
  if (inserted.length === 0 && WRITTEN_ADDRESS.test(literal)) return;
  return `'${name}' of <${element}> must be one address alone: ${
    [...addresses].map((address) => `{{ ${address} }}`).join(" or ")
  }, or written out (https:, http:, mailto:, tel:, sms:, cid:, #)`;
}
