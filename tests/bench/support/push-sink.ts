import { servePush } from "../../../scripts/local/outside/push/serve-push.ts";

/**
 * A push service that takes everything, as a process of its own: who sends and who receives must not share a thread.
 * The first line it prints says where it is and whom to trust; it ends when its standard input does.
 */
await using server = await servePush({ sink: true });
const { origin, certificate } = server;
console.log(JSON.stringify({ origin, certificate }));
for await (const _ of Deno.stdin.readable) { /* nobody says anything here */ }
