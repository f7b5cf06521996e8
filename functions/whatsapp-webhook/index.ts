import { createFlow } from "../../shared/http/create-flow.ts";
import { forEveryone, forWebhook } from "../../shared/http/route.ts";
import { Handshake, ReceiveDelivery } from "./contract.ts";
import { receiveDelivery } from "./receive-delivery.ts";
import { shakeHands } from "./shake-hands.ts";
import { verifyDelivery } from "./verify-delivery.ts";

/** Meta's own bound on a webhook's payload, in bytes. */
const PAYLOAD_LIMIT = 3 * 1024 * 1024;

// `/` is the installation's Meta app; `/<channel>` a business's own, whose secret the path chooses.
export default createFlow(
  "whatsapp-webhook",
  ["/", "/:channel"].flatMap((path) => [
    forEveryone({ method: "get", path, contract: Handshake, run: shakeHands }),
    forWebhook(verifyDelivery, {
      method: "post",
      path,
      contract: ReceiveDelivery,
      bodyLimit: PAYLOAD_LIMIT,
      run: receiveDelivery,
    }),
  ]),
);
