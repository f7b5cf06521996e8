/** A time for people who look at tables: UTC, to the second. Empty for none. */
export const spellTime = (time: Date | null): string => time?.toISOString().slice(0, 19) ?? "";
