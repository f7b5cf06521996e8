/** A provider's words without the e-mail addresses in them, short enough for a log line or a column. */
export const withoutAddresses = (words: string): string =>
  words
    .replace(/[^\s<>"'`,;:()[\]]+@[^\s<>"'`,;:()[\]]+/g, "[address]")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300);
