/** What a scanner tells of, while it reads. */
export interface HtmlListener {
  element(name: string): void;
  attribute(attribute: HtmlAttribute): void;
  /** An insertion stands where escaping wouldn't keep it in its place, or the text ended inside of a tag. */
  misplaced(): void;
}

export interface HtmlAttribute {
  element: string;
  name: string;
  /** What is written out of its value. */
  literal: string;
  /** What is inserted into its value, in order. */
  inserted: string[];
}

type State =
  | "text"
  | "tag open"
  | "end tag open"
  | "tag name"
  | "before attribute"
  | "attribute name"
  | "after attribute name"
  | "before value"
  | "double quoted"
  | "single quoted"
  | "unquoted"
  | "declaration"
  | "comment"
  | "bogus comment"
  | "raw text";

const SPACE = /[\t\n\f\r ]/;
const LETTER = /[a-z]/i;

/**
 * Follows HTML as a browser's tokenizer does (WHATWG HTML, 13.2.5), as far as is needed to know of every insertion
 * where it stands. It knows of raw text only in `style` and `title`: elements that switch the tokenizer in other ways
 * must be refused by the listener.
 */
export class HtmlScanner {
  #state: State = "text";
  #name = "";
  #ends = false;
  /** The newest characters of a comment, or of raw text since its last `<`. */
  #newest = "";
  #attribute: HtmlAttribute | undefined;

  constructor(private readonly listener: HtmlListener) {}

  /** Whether what comes next is an element's content. */
  get inText(): boolean {
    return this.#state === "text";
  }

  literal(text: string): void {
    for (const character of text) this.#read(character);
  }

  /** Something stands here that is escaped and unknown until it is rendered. */
  insert(what: string): void {
    const quoted = this.#state === "double quoted" || this.#state === "single quoted";
    if (quoted) this.#attribute?.inserted.push(what);
    else if (!this.inText && !(this.#state === "raw text" && this.#name === "title")) {
      this.listener.misplaced();
    }
    // What follows can't close raw text together with what stood before.
    this.#newest = "";
  }

  end(): void {
    if (!this.inText) this.listener.misplaced();
  }

  #read(character: string): void {
    switch (this.#state) {
      case "text":
        if (character === "<") this.#state = "tag open";
        return;
      case "tag open":
      case "end tag open":
        return this.#openTag(character);
      case "tag name":
        if (!this.#leavesTag(character)) this.#name += character.toLowerCase();
        return;
      case "declaration":
      case "comment":
      case "bogus comment":
        return this.#readComment(character);
      case "raw text":
        return this.#readRawText(character);
      default:
        return this.#readAttribute(character);
    }
  }

  #openTag(character: string): void {
    if (LETTER.test(character)) {
      this.#ends = this.#state === "end tag open";
      this.#name = character.toLowerCase();
      this.#state = "tag name";
    } else if (this.#state === "end tag open" || character === "?") {
      this.#state = character === ">" ? "text" : "bogus comment";
    } else if (character === "!") {
      this.#newest = "";
      this.#state = "declaration";
    } else if (character === "/") this.#state = "end tag open";
    else if (character !== "<") this.#state = "text";
  }

  #readComment(character: string): void {
    if (this.#state === "declaration" && this.#newest + character === "--") {
      this.#newest = "";
      this.#state = "comment";
    } else if (this.#state === "declaration" && this.#newest + character === "-") this.#newest = "-";
    else if (this.#state !== "comment") this.#state = character === ">" ? "text" : "bogus comment";
    // Right after `<!--` one dash or none is enough; the mark is as long as three characters can be.
    else if (character === ">" && /^-?$|--!?$/.test(this.#newest)) this.#state = "text";
    else this.#newest = this.#newest.slice(-3) + character;
  }

  #readRawText(character: string): void {
    this.#newest = character === "<" ? "<" : this.#newest + character.toLowerCase();
    const end = `</${this.#name}`;
    if (this.#newest.length <= end.length) return;
    if (this.#newest.startsWith(end) && /[\s/>]/.test(character)) {
      this.#ends = true;
      this.#leavesTag(character);
    }
    this.#newest = "";
  }

  /** Takes what ends a name or stands between attributes. */
  #leavesTag(character: string): boolean {
    if (character === ">") this.#finishTag();
    else if (character === "/" || SPACE.test(character)) this.#state = "before attribute";
    else return false;
    return true;
  }

  #readAttribute(character: string): void {
    switch (this.#state) {
      case "before attribute":
        if (!this.#leavesTag(character)) this.#startAttribute(character);
        return;
      case "attribute name":
        if (character === "=") this.#state = "before value";
        else if (SPACE.test(character)) this.#state = "after attribute name";
        else if (character === ">" || character === "/") this.#endAttribute(character);
        else this.#attribute!.name += character.toLowerCase();
        return;
      case "after attribute name":
        if (character === "=") this.#state = "before value";
        else if (character === ">" || character === "/") this.#endAttribute(character);
        else if (!SPACE.test(character)) {
          this.#endAttribute(" ");
          this.#startAttribute(character);
        }
        return;
      default:
        return this.#readValue(character);
    }
  }

  #readValue(character: string): void {
    if (this.#state === "before value") {
      if (character === '"') this.#state = "double quoted";
      else if (character === "'") this.#state = "single quoted";
      else if (character === ">") this.#endAttribute(character);
      else if (!SPACE.test(character)) {
        this.#state = "unquoted";
        this.#attribute!.literal += character;
      }
      return;
    }
    const quote = this.#state === "double quoted" ? '"' : this.#state === "single quoted" ? "'" : undefined;
    if (quote ? character === quote : character === ">" || SPACE.test(character)) {
      this.#endAttribute(quote ? " " : character);
    } else this.#attribute!.literal += character;
  }

  #startAttribute(character: string): void {
    this.#attribute = { element: this.#name, name: character.toLowerCase(), literal: "", inserted: [] };
    this.#state = "attribute name";
  }

  #endAttribute(character: string): void {
    const attribute = this.#attribute;
    this.#attribute = undefined;
    if (attribute && !this.#ends) this.listener.attribute(attribute);
    this.#leavesTag(character);
  }

  #finishTag(): void {
    if (!this.#ends) this.listener.element(this.#name);
    const raw = !this.#ends && (this.#name === "style" || this.#name === "title");
    this.#newest = "";
    this.#state = raw ? "raw text" : "text";
  }
}
