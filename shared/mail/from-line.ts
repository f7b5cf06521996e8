import { oneLine, shorten } from "./clean-value.ts";
import { isEmailAddress } from "./email-address.ts";

/** Characters of a name; inboxes show fewer. */
const MOST_NAME = 100;

/**
 * The From line of a business: `"Name" <address>`, or the address alone for a name of which nothing is left. The name is
 * always a quoted string (RFC 5322, 3.2.4), so that commas, brackets and an address in it stay part of the name; line
 * breaks and marks that turn the direction are gone. Other scripts stay as they are: the line is a member of JSON, and
 * who makes a header of it encodes it.
 *
 * Throws an Error if `address`, which is the installation's, is none.
 */
export function fromLine(name: string, address: string): string {
  if (!isEmailAddress(address)) throw new Error("The address to send from is no e-mail address.");
  const shown = shorten(oneLine(name), MOST_NAME);
  return shown === "" ? address : `"${shown.replace(/["\\]/g, "\\$&")}" <${address}>`;
}
