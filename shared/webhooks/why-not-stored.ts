import { ZodError } from "zod";
import { refusalOf } from "../db/problem-from-postgres.ts";
import { cleanText } from "./json.ts";

/** Why nothing of a delivery could be stored. */
export interface DeliveryFailure {
  /** For operators: it may quote what was sent. */
  reason: string;
  /** Whether the body itself may be kept only as text. */
  bodyIsBad: boolean;
}

/** Why a delivery can't be stored, where trying again will not help; `undefined` for what may well pass. */
export function whyNotStored(error: unknown): DeliveryFailure | undefined {
  if (error instanceof SyntaxError) {
    return { reason: cleanText(`not JSON: ${error.message.slice(0, 200)}`), bodyIsBad: true };
  }
  if (error instanceof RangeError) return { reason: "nested too deeply to be read", bodyIsBad: true };
  if (error instanceof ZodError) {
    const faults = error.issues.map(({ path, message }) => `${path.join(".") || "the whole"}: ${message}`);
    return {
      reason: cleanText(`not what the sender describes: ${faults.join("; ")}`).slice(0, 500),
      bodyIsBad: false,
    };
  }
  const refusal = refusalOf(error);
  if (refusal) return { reason: refusal, bodyIsBad: /^(22|54)/.test(refusal) };
}
