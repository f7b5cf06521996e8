import { createFlow } from "../../shared/http/create-flow.ts";
import { forWorker } from "../../shared/http/route.ts";
import { DispatchEmails } from "./contract.ts";
import { dispatchEmails } from "./dispatch-emails.ts";

export default createFlow("email-dispatch", [
  forWorker({ method: "post", path: "/", contract: DispatchEmails, run: dispatchEmails }),
]);
