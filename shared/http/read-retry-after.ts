/**
 * Milliseconds that a `Retry-After` header asks to wait, given as seconds or as a date; 0 for a date that has passed,
 * `undefined` for what is neither. Source: RFC 9110, section 10.2.3.
 */
export function readRetryAfter(header: string | null | undefined, now: number): number | undefined {
  const value = header?.trim() ?? "";
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  // Date.parse alone would take nearly anything: "5 minutes" is a day in May.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d\d:\d\d:\d\d/.test(value)) return undefined;
  const date = Date.parse(/GMT$/.test(value) ? value : `${value} GMT`);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
