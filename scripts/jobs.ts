import { parseArgs } from "node:util";
import { cancelJob } from "./jobs/cancel-job.ts";
import { retryJobs } from "./jobs/retry-jobs.ts";
import { showDead } from "./jobs/show-dead.ts";
import { showJob } from "./jobs/show-job.ts";
import { showQueues } from "./jobs/show-queues.ts";
import { connect } from "./local/database.ts";
import { readStack } from "./local/stack.ts";

const USAGE =
  `deno task jobs                          what waits, runs, is tried again and died, queue by queue
deno task jobs --dead                   the jobs that are out of attempts, and what they failed with
deno task jobs --show <id>              one job whole
deno task jobs --retry <id|queue|all>   dead ones get all their attempts again, from now on
deno task jobs --cancel <id>            takes back what has not happened yet`;

const ID = /^[1-9]\d{0,17}$/;
const QUEUE = /^[a-z]+(_[a-z]+)*$/;

const options = {
  dead: { type: "boolean" },
  show: { type: "string" },
  retry: { type: "string" },
  cancel: { type: "string" },
} as const;

/** What is asked for; undefined where that can't be told. */
function readCommand() {
  try {
    const { values } = parseArgs({ args: Deno.args, options });
    const { show, retry, cancel } = values;
    const isGood = Object.keys(values).length <= 1 && [show, cancel].every((id) =>
      id === undefined || ID.test(id)
    ) &&
      (retry === undefined || ID.test(retry) || QUEUE.test(retry));
    return isGood ? values : undefined;
  } catch {
    return undefined;
  }
}

const command = readCommand();
if (!command) {
  console.error(USAGE);
  Deno.exit(2);
}
const { dead, show, retry, cancel } = command;

// On a hosted project SUPABASE_DB_URL names the database; here the running stack does.
const sql = connect(Deno.env.get("SUPABASE_DB_URL") ?? (await readStack()).dbUrl, 1);
try {
  if (dead) await showDead(sql);
  else if (show) await showJob(sql, show);
  else if (retry) await retryJobs(sql, retry);
  else if (cancel) await cancelJob(sql, cancel);
  else await showQueues(sql);
} catch (error) {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
  console.error(error.message);
  Deno.exitCode = 1;
} finally {
  await sql.end();
}
