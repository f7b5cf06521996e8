/**
 * The canonical digits of a phone number, under which a person is found. WhatsApp spells some numbers in two ways:
 * Brazilian mobiles with and without their ninth digit, Mexican ones with and without a 1 after the country code.
 * `undefined` for what has no digits of a plausible number in it.
 */
export function canonicalPhone(spelling: string | undefined): string | undefined {
  // An id that happens to hold digits is no number.
  if (!spelling || !/^\+?[\d\s().-]+$/.test(spelling)) return undefined;
  const digits = spelling.replace(/\D/g, "");
  if (digits.length < 5 || digits.length > 20) return undefined;
  const brazil = /^55(\d\d)([6-9]\d{7})$/.exec(digits);
  if (brazil) return `55${brazil[1]}9${brazil[2]}`;
  const mexico = /^521(\d{10})$/.exec(digits);
  if (mexico) return `52${mexico[1]}`;
  return digits;
}
