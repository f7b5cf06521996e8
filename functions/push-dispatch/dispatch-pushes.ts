import type { Worker } from "../../shared/auth/actor.ts";
import type { Context } from "../../shared/http/route.ts";
import { drain } from "../../shared/jobs/drain.ts";
import { pushDispatcher } from "../../shared/push/dispatch-push.ts";

/** Sends pushes until none is due any more, or the platform's limits are near. */
export async function dispatchPushes({ origin }: Context<Worker>) {
  return { push: await drain(pushDispatcher, origin) };
}
