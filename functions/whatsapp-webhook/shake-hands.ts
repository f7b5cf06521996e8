import { equalsInConstantTime } from "../../shared/auth/equals-in-constant-time.ts";
import { Problem } from "../../shared/problem/problem.ts";
import type { Context, Input } from "../../shared/http/route.ts";
import { appSecretsOf } from "./app-secrets.ts";
import type { Handshake } from "./contract.ts";

/** Echoes the challenge to whoever knows the verify token. This request is never signed. */
export async function shakeHands(
  context: Context,
  { params, query }: Input<typeof Handshake>,
): Promise<Response> {
  const { verifyToken } = await appSecretsOf(params.channel, context.origin);
  if (!verifyToken || !equalsInConstantTime(query["hub.verify_token"], verifyToken)) {
    throw new Problem("permission_missing", {
      detail: "The verify token is not the one set for this address.",
    });
  }
  return new Response(query["hub.challenge"], { headers: { "content-type": "text/plain; charset=utf-8" } });
}
