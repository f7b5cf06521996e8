import { Buffer } from "node:buffer";
import webPushPackage from "web-push";
import { encodeBase64url } from "../../../shared/push/base64url.ts";
import { MOST_PLAINTEXT, PlaintextTooLong, type PushEncryption } from "../../../shared/push/encryption.ts";

/** A subscription as browsers and the package write it. */
export interface WebPushSubscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

interface WebPushOptions {
  TTL: number;
  urgency?: string;
  topic?: string;
  /** `null`: without a VAPID header. */
  vapidDetails: { subject: string; publicKey: string; privateKey: string } | null;
}

/** The part of the package `web-push` that we hold ourselves against; it brings no types. */
interface WebPush {
  generateRequestDetails(
    subscription: WebPushSubscription,
    payload: Buffer,
    options: WebPushOptions,
  ): { headers: Record<string, string | number>; body: Buffer };
  sendNotification(
    subscription: WebPushSubscription,
    payload: Buffer,
    options: WebPushOptions,
  ): Promise<{ statusCode: number }>;
}

export const webPush: WebPush = webPushPackage;

/** The oracle: the same interface over `web-push`, which is not deployed. It checks no size of its own. */
export const encryptWithWebPush: PushEncryption = {
  name: "web-push",
  encrypt({ p256dh, auth }, plaintext) {
    if (plaintext.length > MOST_PLAINTEXT) throw new PlaintextTooLong(plaintext.length);
    const { body } = webPush.generateRequestDetails(
      {
        endpoint: "https://push.invalid/",
        keys: { p256dh: encodeBase64url(p256dh), auth: encodeBase64url(auth) },
      },
      Buffer.from(plaintext),
      { TTL: 0, vapidDetails: null },
    );
    return Promise.resolve(new Uint8Array(body));
  },
};
