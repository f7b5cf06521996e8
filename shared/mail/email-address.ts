/**
 * One `@`; before it up to 64 of the characters that need no quoting; after it a domain of two or more labels. Quoted
 * parts, comments, IP addresses and letters beyond ASCII are left out on purpose: hardly anybody has such an address,
 * Resend takes none of them, and each is a way to smuggle something into a header. A domain with other letters is
 * written in its ASCII form (`xn--…`).
 */
const ADDRESS =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{2,59})$/;

/**
 * The one form in which an address is stored and compared: trimmed, in lower case. Nothing else: dots and `+labels`
 * mean different mailboxes to some providers. `undefined` for what is no address.
 */
export function canonicalEmailAddress(given: string): string | undefined {
  const address = given.trim().toLowerCase();
  return address.length <= 254 && address.indexOf("@") <= 64 && ADDRESS.test(address) ? address : undefined;
}

/** Whether mail can be sent to this as it stands, in whatever case. Nothing may surround it. */
export const isEmailAddress = (given: string): boolean =>
  given.trim() === given && canonicalEmailAddress(given) !== undefined;
