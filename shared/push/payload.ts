import { shortenText } from "./shorten-text.ts";

/** What a notification says, and where it leads. */
export interface PushContent {
  /** Not empty: WebKit shows nothing then. */
  title: string;
  body?: string;
  /** Where a tap leads: an absolute URL of our app. */
  navigate: string;
  /** BCP 47, of title and body. */
  lang: string;
  /** A later notification with the same tag takes this one's place on the device. */
  tag: string;
  silent?: boolean;
  /** For a service worker, beyond what the browser shows. Left out where there is no room for it. */
  data?: Record<string, unknown>;
  /** The number on the app's icon; 0 takes it away. */
  badge?: number;
}

/** A content that no browser would show, or whose fixed parts leave no room for a title. */
export class PayloadFault extends Error {
  override readonly name = "PayloadFault";
}

/**
 * The most bytes of a payload. One record holds 3993, but the bridge to Firefox on Android leaves about 2744
 * (mozilla-services/autopush-rs).
 */
export const MOST_PAYLOAD = 2_048;

/** What to try where a push service found even that too large. */
export const SMALL_PAYLOAD = 1_024;

/**
 * The payload of a push, at most `most` bytes of JSON: the shape of declarative Web Push (W3C push-api; WebKit requires
 * `title` and `navigate`), which Safari shows by itself and other browsers hand to the service worker. What is too long
 * loses the end of its body, then of its title, then `data`. Throws `PayloadFault`.
 */
export function makePayload(content: PushContent, most = MOST_PAYLOAD): Uint8Array<ArrayBuffer> {
  const { title, navigate, badge } = content;
  if (!title.trim()) throw new PayloadFault("A push needs a title.");
  if (!/^https?:\/\//.test(navigate) || !URL.canParse(navigate)) {
    throw new PayloadFault("A push must lead to an absolute URL.");
  }
  if (badge !== undefined && !(Number.isInteger(badge) && badge >= 0)) {
    throw new PayloadFault("A push's badge is a whole number, 0 or more.");
  }
  const payload = fit(content, most) ?? fit({ ...content, data: undefined }, most);
  if (!payload) {
    throw new PayloadFault(`A push's address, tag and language leave no room for a title in ${most} bytes.`);
  }
  return payload;
}

/** The same in at most 1,024 bytes, after a push service answered 413. Throws `PayloadFault`. */
export const shrinkPayload = (content: PushContent): Uint8Array<ArrayBuffer> =>
  makePayload(content, SMALL_PAYLOAD);

function fit(content: PushContent, most: number): Uint8Array<ArrayBuffer> | undefined {
  const whole = encode(content);
  if (whole.length <= most) return whole;
  const { body, ...bodiless } = content;
  const room = most - encode({ ...bodiless, body: "" }).length;
  if (body && room > 0) {
    const shorter = shortenText(body, room);
    if (shorter) return encode({ ...bodiless, body: shorter });
  }
  const titled = encode(bodiless);
  if (titled.length <= most) return titled;
  const title = shortenText(content.title, most - encode({ ...bodiless, title: "" }).length);
  return title ? encode({ ...bodiless, title }) : undefined;
}

function encode({ title, body, navigate, lang, tag, silent, data, badge }: PushContent) {
  // What is undefined is left out of JSON.
  const notification = { title, body, navigate, lang, dir: directionOf(lang), tag, silent, data };
  return new TextEncoder().encode(JSON.stringify({ web_push: 8030, notification, app_badge: badge }));
}

/** A client's text in an employee's notification may be of another language: elsewhere the text itself decides. */
const directionOf = (lang: string) => /^(ar|ckb|fa|he|ps|ug|ur|yi)\b/i.test(lang) ? "rtl" : "auto";
