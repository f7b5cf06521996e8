import { APP_SECRET, RESEND_SECRET, WORKER_SECRET } from "../../functions.ts";
import { signMessage } from "../../svix.ts";
import type { FlowKnowledge } from "../flow-knowledge.ts";

const knowledge: FlowKnowledge = {
  webhook: {
    header: "svix-signature",
    takesSeveral: true,
    body: () =>
      new TextEncoder().encode(JSON.stringify({
        type: "email.bounced",
        created_at: new Date().toISOString(),
        data: { email_id: crypto.randomUUID(), to: ["battery@people.test"], bounce: { type: "Permanent" } },
      })),
    sign: (bytes, secret) => signMessage(bytes, secret),
    secretOf: () => RESEND_SECRET,
    otherSecrets: () => ({
      "the WhatsApp app's": btoa(APP_SECRET),
      "the worker's": btoa(WORKER_SECRET),
      "another webhook's": `whsec_${btoa("the-secret-of-another-one")}`,
    }),
    unknownPaths: () => ({}),
  },
};

export default knowledge;
