import type { Refusal } from "../judge.ts";
import type { Subject } from "../subject.ts";

const CHUNK = 64 * 1024;

/** Bodies past the route's limit, announced by content-length and counted on a stream that announces nothing. */
export function sizeCases(
  { route: { access, contract, bodyLimit }, knowledge, valid, allowed }: Subject,
): Refusal[] {
  if (access.kind !== "webhook" && !contract.body) return [];
  const large = new Uint8Array(bodyLimit + 1).fill(0x20);
  const signed = knowledge.webhook?.sign(large, knowledge.webhook.secretOf(valid.params));
  const headers = { "content-type": "application/json", ...signed };
  const code = "body_too_large";
  return [
    { name: "a body one byte too large", call: allowed({ body: large, headers }), code },
    { name: "a stream one byte too large", call: allowed({ body: streamOf(large), headers }), code },
  ];
}

/** A body in pieces, sent without content-length. */
export function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array<ArrayBuffer>> {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(sent, sent += CHUNK));
    },
  });
}
