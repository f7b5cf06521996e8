import { createFlow } from "../../shared/http/create-flow.ts";
import { forWebhook } from "../../shared/http/route.ts";
import { ReceiveEvent } from "./contract.ts";
import { receiveEvent } from "./receive-event.ts";
import { verifyEvent } from "./verify-event.ts";

/** Bytes. An event names a mail and says little of it; the longest have a line for each of its fifty readers. */
const EVENT_LIMIT = 256 * 1024;

export default createFlow("resend-webhook", [
  forWebhook(verifyEvent, {
    method: "post",
    path: "/",
    contract: ReceiveEvent,
    bodyLimit: EVENT_LIMIT,
    run: receiveEvent,
  }),
]);
