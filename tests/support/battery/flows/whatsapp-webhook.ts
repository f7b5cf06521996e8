import { writeSecret } from "../../../../shared/secrets/business-secret.ts";
import { sign } from "../../../../shared/whatsapp/verify-signature.ts";
import { APP_SECRET, VERIFY_TOKEN } from "../../functions.ts";
import { textDelivery } from "../../whatsapp.ts";
import type { FlowKnowledge } from "../flow-knowledge.ts";

const OWN_SECRET = "the-secret-of-our-own-meta-app";
const THEIR_SECRET = "the-secret-of-their-own-meta-app";
const OWN_TOKEN = "the-verify-token-of-our-own-meta-app";

const knowledge: FlowKnowledge = {
  async prepare({ ours, theirs }) {
    const origin = { requestId: crypto.randomUUID() };
    await writeSecret(ours.id, `whatsapp_app_secret:${ours.channel.id}`, OWN_SECRET, origin);
    await writeSecret(ours.id, `whatsapp_verify_token:${ours.channel.id}`, OWN_TOKEN, origin);
    await writeSecret(theirs.id, `whatsapp_app_secret:${theirs.channel.id}`, THEIR_SECRET, origin);
  },
  valid: (route, { ours }) => {
    const params: Record<string, string> = route.path.includes(":channel")
      ? { channel: ours.channel.id }
      : {};
    if (route.method !== "get") return { params };
    const token = "channel" in params ? OWN_TOKEN : VERIFY_TOKEN;
    return {
      params,
      query: { "hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1158201444" },
    };
  },
  webhook: {
    header: "x-hub-signature-256",
    body: ({ ours }) =>
      new TextEncoder().encode(JSON.stringify(textDelivery(ours.channel, { from: "96171999999" }))),
    sign: (bytes, secret) => ({ "x-hub-signature-256": sign(bytes, secret) }),
    secretOf: ({ channel }) => channel === undefined ? APP_SECRET : OWN_SECRET,
    otherSecrets: ({ channel }) => ({
      ...(channel === undefined
        ? { "our own app's": OWN_SECRET }
        : { "the installation's app's": APP_SECRET }),
      "another business's app's": THEIR_SECRET,
      "verify token as": channel === undefined ? VERIFY_TOKEN : OWN_TOKEN,
    }),
    unknownPaths({ channel }): Record<string, Record<string, string>> {
      if (channel === undefined) return {};
      return {
        "an unknown channel": { channel: crypto.randomUUID() },
        "a channel that is no id": { channel: "' or true --" },
      };
    },
  },
};

export default knowledge;
