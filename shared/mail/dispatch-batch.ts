import { z } from "zod";
import type { Origin } from "../db/transaction.ts";
import { callProvider, type ProviderFailure } from "../jobs/call-provider.ts";
import type { Dispatcher, Job, Outcome } from "../jobs/job.ts";
import { createGate } from "../jobs/provider-gate.ts";
import { waitForOperator } from "../jobs/wait-for-operator.ts";
import { warn } from "../observe/warn.ts";
import {
  closeBatch,
  type EmailBatch,
  noteUnsent,
  splitBatch,
  takeBatch,
  thawBatches,
} from "./email-batch.ts";
import { mailSetup } from "./mail-setup.ts";
import type { SendResult } from "./read-resend-answer.ts";
import { type ResendAccess, sendBatch } from "./send-with-resend.ts";

const QUEUE = "email_batches";

/** Resend forgets an idempotency key after 24 hours: from then on a retry could send twice. Milliseconds. */
const KEY_LIFE = 23 * 3_600_000;

/** How long to leave Resend alone where an operator must act first, in milliseconds. */
const OPERATOR_WAIT = 300_000;

const WRITTEN_ANEW = "written anew: nothing of it was sent";

type BatchJob = { batch: string };

/** Hands frozen batches of mails to Resend: each under its id as idempotency key, at the provider's pace. */
export const batchDispatcher: Dispatcher<BatchJob> = {
  queue: QUEUE,
  payload: z.object({ batch: z.uuid() }),
  async work(jobs, { settle, signal, origin }) {
    // Before the gate: it isn't to take this for a call that came back well.
    const thawed = await thawBatches(jobs.map(({ payload }) => payload.batch), origin);
    const frozen = jobs.filter(({ payload }) => !thawed.has(payload.batch));
    for (const job of jobs) {
      if (thawed.has(job.payload.batch)) settle(job, { kind: "skipped", reason: WRITTEN_ANEW });
    }
    const setup = mailSetup();
    if ("missing" in setup) {
      for (const job of frozen) settle(job, waitForOperator(`${setup.missing} is not set`));
      return;
    }
    await callProvider(frozen, (job) => send(job, setup.access, origin), {
      gate: createGate("resend", QUEUE, origin),
      concurrency: frozen.length,
      settle,
      signal,
    });
  },
};

async function send(
  job: Job<BatchJob>,
  access: ResendAccess,
  origin: Origin,
): Promise<Outcome | ProviderFailure> {
  const batch = await takeBatch(job.payload.batch, origin);
  if (!batch) return { kind: "done" };
  if (batch.inDoubt !== null && batch.inDoubt > KEY_LIFE) {
    return await giveUp(batch, "nobody knows whether it was sent: Resend was out of reach for a day", origin);
  }
  const result = await sendBatch(batch.mails, batch.id, access);
  if (isSurelyUnsent(result)) await noteUnsent(batch, job, origin);
  return await settleResult(batch, result, origin);
}

/** A refusal isn't among them: it ends the batch. */
const isSurelyUnsent = (result: SendResult) =>
  result.kind === "misconfigured" || result.kind === "busy" && result.unsent === true;

async function settleResult(
  batch: EmailBatch,
  result: SendResult,
  origin: Origin,
): Promise<Outcome | ProviderFailure> {
  switch (result.kind) {
    case "accepted": {
      const rejected = new Map(result.rejected.map(({ index, detail }) => [index, detail]));
      const results = result.ids.map((id, place) => ({ place, provider_id: id, error: rejected.get(place) }));
      await closeBatch(batch.id, results, origin);
      return { kind: "done" };
    }
    case "busy":
      return { kind: "provider_failed", reason: "busy", after: result.retryAfterMs };
    case "unreachable":
      return { kind: "provider_failed", reason: "unreachable" };
    case "misconfigured":
      warn("Resend sends nothing until an operator acts", { code: result.code });
      return { kind: "provider_failed", reason: result.code, after: OPERATOR_WAIT };
    case "refused":
      if (batch.mails.length === 1) return await giveUp(batch, `${result.code}: ${result.detail}`, origin);
      await splitBatch(batch, origin);
      return { kind: "skipped", reason: `refused as a whole (${result.code}): each mail goes on alone` };
    case "conflict":
      warn("Resend knows a batch's key with other bytes", { batch: batch.id });
      return await giveUp(batch, "Resend knows its key with other bytes", origin);
  }
}

async function giveUp(batch: EmailBatch, reason: string, origin: Origin): Promise<Outcome> {
  await closeBatch(batch.id, batch.mails.map((_, place) => ({ place, error: reason })), origin);
  return { kind: "dead", reason };
}
