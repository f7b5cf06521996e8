import { z } from "zod";
import { canonicalEmailAddress } from "./email-address.ts";
import { withoutAddresses } from "./without-addresses.ts";

/** What Resend tells of a mail. Source: Resend, "Event types", and the SDK's types. */
const TYPES = [
  "email.sent",
  "email.delivered",
  "email.delivery_delayed",
  "email.bounced",
  "email.complained",
  "email.failed",
  "email.opened",
  "email.clicked",
  "email.suppressed",
] as const;

export type ResendEventType = (typeof TYPES)[number];

/** Only a permanent bounce says that the address is wrong. */
export type BounceKind = "permanent" | "transient" | "undetermined";

interface KnownEvent {
  type: ResendEventType;
  unknown?: never;
  /** The mail's id at Resend, as sending it gave it. */
  providerId: string;
  /** Whom the mail went to, in canonical form. */
  addresses: string[];
  /** When it happened: events come in any order. */
  at: Date;
  /** Why, in the provider's words, without addresses. */
  detail?: string;
  /** Of `email.bounced`. */
  bounce?: BounceKind;
}

export type ResendEvent = KnownEvent | { type: string; unknown: true };

const Words = z.string().optional().catch(undefined);

const Known = z.object({
  type: z.enum(TYPES),
  created_at: z.string().transform((text) => new Date(text)).refine(
    (date) => !Number.isNaN(date.getTime()),
    "must be a date",
  ),
  data: z.object({
    email_id: z.string().min(1),
    to: z.union([z.string().transform((one) => [one]), z.array(z.string())]).catch([]),
    bounce: z.object({ type: Words, subType: Words, message: Words }).nullish().catch(undefined),
    failed: z.object({ reason: Words }).nullish().catch(undefined),
    suppressed: z.object({ type: Words, message: Words }).nullish().catch(undefined),
  }),
});

/**
 * Reads the JSON of a webhook whose signature was checked. Members that are new or odd are passed over, and types that
 * are new are told apart, so that a change at Resend loses nothing. Throws ZodError, which names members and shows no
 * value, for what has no type, and for a known type without its mail or its time.
 */
export function readResendEvent(body: unknown): ResendEvent {
  const { type } = z.object({ type: z.string().min(1).max(100) }).parse(body);
  if (!TYPES.some((known) => known === type)) return { type, unknown: true };
  const { data, ...event } = Known.parse(body);
  const { bounce, failed, suppressed } = data;
  const why = [bounce?.subType, bounce?.message, failed?.reason, suppressed?.type, suppressed?.message];
  const detail = withoutAddresses(why.filter(Boolean).join(": "));
  return {
    type: event.type,
    providerId: data.email_id,
    addresses: [...new Set(data.to.flatMap((address) => readAddress(address) ?? []))],
    at: event.created_at,
    ...(detail && { detail }),
    ...(event.type === "email.bounced" && { bounce: readBounce(bounce?.type) }),
  };
}

/** `Name <address>` is as good as the address. */
const readAddress = (given: string) => canonicalEmailAddress(/<([^<>]*)>\s*$/.exec(given)?.[1] ?? given);

function readBounce(type: string | undefined): BounceKind {
  const kind = type?.toLowerCase();
  return kind === "permanent" || kind === "transient" ? kind : "undetermined";
}
