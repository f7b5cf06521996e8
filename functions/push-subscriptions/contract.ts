import { z } from "zod";
import { Time } from "../../shared/http/time.ts";
import { encodeBase64url } from "../../shared/push/base64url.ts";
import { endpointFault } from "../../shared/push/endpoint.ts";
import { readSubscriptionKeys } from "../../shared/push/subscription-keys.ts";

const DeviceType = z.enum(["desktop", "mobile", "tablet", "unknown"]);

const Device = z.object({
  id: z.uuid(),
  name: z.string(),
  device_type: DeviceType,
  browser: z.string().nullable(),
  system: z.string().nullable(),
  failures: z.int().describe("Since a push last reached it"),
  last_delivered_at: Time.nullable(),
  created_at: Time,
}).meta({ id: "PushDevice" });

/** A text for people. What nobody can see in it only breaks things later: Postgres takes neither NUL nor half a character. */
const text = (most: number) =>
  z.string().trim().min(1).max(most)
    .refine((value) => !/[\p{Cc}\p{Cs}]/u.test(value), "Holds characters that nobody can see.");

const Endpoint = z.string().superRefine((endpoint, context) => {
  const fault = endpointFault(endpoint);
  if (fault) context.addIssue({ code: "custom", message: `The endpoint ${fault}.` });
}).meta({ examples: ["https://updates.push.services.mozilla.com/wpush/v2/gAAAAABn"] });

/** Leaves in the one spelling that is stored; the example is that of RFC 8291, section 5. */
const Keys = z.object({
  p256dh: z.string().max(200).meta({
    examples: ["BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"],
  }),
  auth: z.string().max(50).meta({ examples: ["BTBZMqHH6r4Tts7J_aSIgg"] }),
}).transform((given, context) => {
  const read = readSubscriptionKeys(given);
  if ("keys" in read) {
    return { p256dh: encodeBase64url(read.keys.p256dh), auth: encodeBase64url(read.keys.auth) };
  }
  const { field, detail } = read.fault;
  context.addIssue({ code: "custom", path: [field], message: `The key ${detail}.` });
  return z.NEVER;
});

const params = z.object({ id: z.uuid() });

const Sent = z.object({
  devices: z.int().describe("How many devices it goes to: none where the caller muted tests"),
});

export const GetPublicKey = {
  summary: "The key that browsers subscribe with",
  description: "For `pushManager.subscribe`, as `applicationServerKey`. Base64url.",
  output: z.object({ public_key: z.string() }),
};

export const Subscribe = {
  summary: "Tell the caller by Web Push on this browser",
  description:
    "Send what `PushSubscription.toJSON()` gives, at each start of the app if you like: the same endpoint " +
    "renews its device. Whoever had the browser before is no longer told on it.",
  body: z.object({
    endpoint: Endpoint,
    keys: Keys,
    name: text(120).optional().describe("Otherwise its browser and system are its name"),
    device_type: DeviceType.optional().describe("This and what follows are otherwise read from `user-agent`"),
    browser: text(80).optional(),
    system: text(80).optional(),
  }),
  output: Device,
};

export const ListDevices = {
  summary: "The browsers on which the caller is told by Web Push",
  output: z.object({ devices: z.array(Device) }),
};

export const RenameDevice = {
  summary: "Rename a device",
  params,
  body: z.object({ name: text(120) }),
  output: Device,
};

export const RemoveDevice = {
  summary: "Tell the caller no more on a device",
  params,
  output: z.object({ id: z.uuid() }),
};

export const TestDevice = {
  summary: "Send a test to one device",
  description: "At once, also in quiet hours; at most five tests a minute.",
  params,
  output: Sent,
  problems: ["too_many_requests"] as const,
};

export const TestDevices = {
  summary: "Send a test to all of the caller's devices",
  description: "At once, also in quiet hours; at most five tests a minute.",
  output: Sent,
  problems: ["too_many_requests"] as const,
};
