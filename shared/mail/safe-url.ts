import { cleanValue } from "./clean-value.ts";

/** Nothing that could end an attribute, or the angle brackets of a header. */
// deno-lint-ignore no-control-regex -- controls are what this is about
const COMPLETE = /^https?:\/\/[^\u0000-\u0020\u007f\s<>"'`\\^{}|]+$/i;

/** Whether an address may stand in a link and in List-Unsubscribe: http or https, complete, without a password. */
export function isSafeUrl(value: string): boolean {
  if (value.length > 2_000 || !COMPLETE.test(value) || cleanValue(value) !== value) return false;
  const url = URL.parse(value);
  return url !== null && url.username === "" && url.password === "";
}
