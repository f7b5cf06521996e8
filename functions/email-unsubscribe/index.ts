import { createFlow } from "../../shared/http/create-flow.ts";
import { forEveryone } from "../../shared/http/route.ts";
import { ExplainUnsubscribing, StopEmails } from "./contract.ts";
import { explainUnsubscribing } from "./explain-unsubscribing.ts";
import { stopEmails } from "./stop-emails.ts";

// Open to everyone: who got the mail need not be signed in, and mail programs never are. The token is the proof.
export default createFlow("email-unsubscribe", [
  forEveryone({ method: "get", path: "/:token", contract: ExplainUnsubscribing, run: explainUnsubscribing }),
  forEveryone({ method: "post", path: "/:token", contract: StopEmails, run: stopEmails }),
]);
