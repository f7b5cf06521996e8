import { startCluster } from "../../scripts/local/postgres/cluster.ts";

// Run as a process of its own, from a folder that the test chooses.
const cluster = await startCluster({ folder: Deno.args[0]!, durable: false });
await cluster.stop();
console.log("started and stopped");
