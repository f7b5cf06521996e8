import type postgres from "postgres";
import { atMost } from "../../local/at-most.ts";
import { fillVault } from "../../local/fill-vault.ts";
import { startNetwork } from "../../local/network.ts";
import type { Trial } from "./trial.ts";

/** From the end of a run until what it queued has arrived. Milliseconds. */
const PATIENCE = 10_000;

const EXPECTED = "POST /functions/v1/push-dispatch with the Vault's secret";

/**
 * The clock, as it is scheduled: a job is due, so the tick must call its dispatcher through net.http_post, at the address and
 * with the secret that the Vault names. pg_net itself is not here: its stand-in sends, a small server takes the dispatcher's place.
 */
export const clockTrial: Trial = {
  command: "select private.tick()",
  async prepare(owner) {
    await using started = new AsyncDisposableStack();
    const secret = crypto.randomUUID();
    const arrived = Promise.withResolvers<void>();
    let arrival = "nothing";
    const server = started.use(
      Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, ({ method, url, headers }) => {
        const known = headers.get("x-worker-secret") === secret ? "the Vault's secret" : "another secret";
        arrival = `${method} ${new URL(url).pathname} with ${known}`;
        arrived.resolve();
        return Response.json({});
      }),
    );
    await fillVault(owner, {
      frontdesk_functions_url: `http://127.0.0.1:${server.addr.port}/functions/v1`,
      frontdesk_worker_secret: secret,
    });
    started.defer(() => clear(owner));
    const stopNetwork = startNetwork(owner);
    started.defer(stopNetwork);
    await owner`select private.enqueue('push', '[{"key": "a trial of the clock"}]')`;
    const running = started.move();
    return {
      async missing() {
        await atMost(PATIENCE, arrived.promise);
        if (arrival !== EXPECTED) return `should have led to ${EXPECTED}, and led to ${arrival}`;
        // Once it has stopped, the answer is written down.
        await stopNetwork();
        await owner`select private.harvest_wake_ups()`;
        const [noted] = await owner<{ status: number | null; error: string | null }[]>`
          select status, error from private.wake_ups where dispatcher = 'push-dispatch' order by id desc limit 1`;
        return noted?.status === 200 && noted.error === null
          ? undefined
          : `woke the dispatcher, and noted ${JSON.stringify(noted ?? null)} of it`;
      },
      [Symbol.asyncDispose]: () => running.disposeAsync(),
    };
  },
};

async function clear(owner: postgres.Sql): Promise<void> {
  await owner`truncate private.jobs, private.wake_ups, net.http_request_queue, net._http_response`;
  await owner`delete from vault.secrets`;
  await owner`update private.clock set last_tick_at = null`;
}
