import { createFlow } from "../../shared/http/create-flow.ts";
import { forWorker } from "../../shared/http/route.ts";
import { DispatchPush } from "./contract.ts";
import { dispatchPushes } from "./dispatch-pushes.ts";

export default createFlow("push-dispatch", [
  forWorker({ method: "post", path: "/", contract: DispatchPush, run: dispatchPushes }),
]);
