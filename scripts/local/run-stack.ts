import { fileURLToPath } from "node:url";
import { atMost } from "./at-most.ts";
import { createDataApi } from "./data-api.ts";
import { connect, prepareDatabase, seed, urlAs } from "./database.ts";
import { describeStack } from "./describe-stack.ts";
import { fillVault } from "./fill-vault.ts";
import { functionsEnv } from "./functions-env.ts";
import { startFunctions } from "./functions-process.ts";
import { createGateway } from "./gateway.ts";
import { loadSecrets } from "./local-secrets.ts";
import { startNetwork } from "./network.ts";
import { ConnectionCut } from "./outside/fault-response.ts";
import { createGraph } from "./outside/graph.ts";
import { createPush } from "./outside/push.ts";
import { createResend } from "./outside/resend.ts";
import { serveLocal } from "./page/serve-local.ts";
import { startCluster } from "./postgres/cluster.ts";
import type { createProgress } from "./progress.ts";
import { startScheduler } from "./scheduler.ts";
import { LOCAL_FOLDER, type Stack, writeStack } from "./stack.ts";
import { createStorage } from "./storage/storage.ts";

export interface RunningStack {
  stack: Stack;
  stop(): Promise<void>;
}

const path = (name: string) => fileURLToPath(new URL(name, LOCAL_FOLDER));

/** How long, in milliseconds, what is still at work may take to end when the stack stops; then it is cut off. */
const PATIENCE = 2_000;

/** What the gateway answers when something in it threw. A connection that a plan wanted cut is no news. */
function answerError(error: unknown): Response {
  if (!(error instanceof ConnectionCut)) console.error(error);
  return Response.json({ message: "Something in the local stack failed; its window says what." }, {
    status: 500,
  });
}

/** Starts all of Frontdesk on `port`; whatever fails on the way, what was started before is stopped again. */
export async function runStack(
  port: number,
  progress: ReturnType<typeof createProgress>,
  onLine: (line: string) => void,
): Promise<RunningStack> {
  await using started = new AsyncDisposableStack();
  await Deno.mkdir(LOCAL_FOLDER, { recursive: true });
  const url = `http://127.0.0.1:${port}`;
  const secrets = await loadSecrets();

  const cluster = await progress.step(
    "Postgres",
    () => startCluster({ folder: path("postgres"), durable: true }),
    ({ version }) => version,
  );
  started.defer(() => cluster.stop());

  let applied = 0;
  const dbUrl = await progress.step(
    "Migrations",
    () => prepareDatabase(cluster, "postgres", secrets.databasePassword, () => applied++),
    () => applied ? `${applied} applied` : "up to date",
  );
  await progress.step("Demo businesses", () => seed(dbUrl));
  const sql = connect(dbUrl);
  started.defer(() => sql.end({ timeout: 2 }));
  await fillVault(sql, {
    frontdesk_functions_url: `${url}/functions/v1`,
    frontdesk_worker_secret: secrets.workerSecret,
  });

  const { jwtSecret, publishableKey, secretKey, storageSigningKey: signingKey } = secrets;
  const dataApi = await progress.step("Data API and Auth", () =>
    createDataApi({
      databaseUrl: urlAs(cluster.superuserUrl("postgres"), "supabase_lite", secrets.databasePassword),
      url,
      jwtSecret,
      publishableKey,
      secretKey,
    }));
  started.defer(() => atMost(PATIENCE, dataApi.close()));
  const storage = createStorage({
    databaseUrl: dbUrl,
    folder: path("storage"),
    jwtSecret,
    secretKey,
    publishableKey,
    signingKey,
  });
  started.defer(() => atMost(PATIENCE, storage.close()));

  const functions = startFunctions({ env: functionsEnv(url, dbUrl, secrets), watch: true, onLine });
  started.defer(() => functions.stop());
  await progress.step("Functions", () => functions.url());

  const webhook = { url: `${url}/functions/v1/resend-webhook`, secret: secrets.resendWebhookSecret };
  const outside = [
    createGraph(),
    createPush(),
    createResend({ webhook, autoDeliver: true, apiKey: secrets.resendApiKey }),
  ];
  const stack = await describeStack(sql, url, dbUrl, secrets);
  const local = await serveLocal(stack, sql, outside);
  const server = Deno.serve(
    { hostname: "127.0.0.1", port, onListen: () => {}, onError: answerError },
    createGateway({ dataApi, storage, functions, outside, local }),
  );
  started.defer(() => atMost(PATIENCE, server.shutdown()));
  const stopNetwork = startNetwork(sql);
  started.defer(() => atMost(PATIENCE, stopNetwork()));
  const stopScheduler = startScheduler(sql);
  started.defer(() => atMost(PATIENCE, stopScheduler()));
  await writeStack(stack);

  const running = started.move();
  return { stack, stop: () => running.disposeAsync() };
}
