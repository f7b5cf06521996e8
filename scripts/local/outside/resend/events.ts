import { createHmac } from "node:crypto";
import type { KeptMail, ToldEvent } from "./mailbox.ts";

/** Where webhooks go. The address may only be known later than the stand-in is made. */
export interface ResendWebhook {
  url: string | (() => string | Promise<string>);
  /** `whsec_` and base64. */
  secret: string;
}

/** One message of Svix, which delivers Resend's webhooks. */
export interface EventMessage {
  mail: KeptMail;
  type: string;
  /** The same id means the same message, sent again. */
  svixId: string;
  /** Put over what `data` holds by itself. */
  data?: Record<string, unknown> | undefined;
}

export const createSvixId = () => `msg_${crypto.randomUUID().replaceAll("-", "")}`;

/** What comes with an event of a type. */
const DETAILS: Record<string, Record<string, unknown>> = {
  "email.bounced": {
    bounce: { type: "Permanent", subType: "General", message: "The mailbox doesn't exist." },
  },
  "email.failed": { failed: { reason: "reached_daily_quota" } },
  "email.suppressed": {
    suppressed: { type: "OnAccountSuppressionList", message: "The address is suppressed." },
  },
  "email.clicked": {
    click: { link: "https://frontdesk.test/", ipAddress: "192.0.2.1", userAgent: "Mail", timestamp: "" },
  },
};

/**
 * Signs a message as Svix does and posts it once. Written apart from the code under test, which must agree with it.
 * Gives the webhook's status, 0 if it couldn't be reached.
 */
export async function postEvent(
  { url, secret }: ResendWebhook,
  { mail, type, svixId, data }: EventMessage,
  now: number,
): Promise<ToldEvent> {
  const at = new Date(now).toISOString();
  const body = JSON.stringify({
    type,
    created_at: at,
    data: {
      created_at: mail.at,
      email_id: mail.id,
      from: mail.from,
      to: mail.to,
      subject: mail.subject,
      ...(mail.tags && { tags: Object.fromEntries(mail.tags.map(({ name, value }) => [name, value])) }),
      ...DETAILS[type],
      ...data,
    },
  });
  const timestamp = String(Math.floor(now / 1_000));
  const key = Uint8Array.fromBase64(secret.replace(/^whsec_/, ""));
  const signature = createHmac("sha256", key).update(`${svixId}.${timestamp}.${body}`).digest("base64");
  try {
    const response = await fetch(typeof url === "string" ? url : await url(), {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "svix-id": svixId,
        "svix-timestamp": timestamp,
        "svix-signature": `v1,${signature}`,
      },
      body,
      redirect: "manual",
    });
    await response.body?.cancel();
    return { type, at, status: response.status };
  } catch {
    return { type, at, status: 0 };
  }
}
