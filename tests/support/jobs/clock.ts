import type postgres from "postgres";
import { fillVault } from "../../../scripts/local/fill-vault.ts";

export const FUNCTIONS_URL = "http://functions.test/functions/v1";
export const VAULT_SECRET = "the-secret-that-the-vault-keeps-for-the-clock";

/** A call by which the clock woke a dispatcher, as noted. */
export interface WakeUp {
  dispatcher: string;
  request: string;
  answered: boolean;
  status: number | null;
  error: string | null;
}

/** A request as it waits to be sent. */
export interface QueuedRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  timeout: number;
}

/** A clock that has never ticked, with nothing to do, and a full Vault. */
export async function resetClock(sql: postgres.Sql): Promise<void> {
  await sql`truncate private.jobs, private.wake_ups, private.providers, net.http_request_queue, net._http_response`;
  await sql`update private.clock set last_tick_at = null`;
  await fillVault(sql, { frontdesk_functions_url: FUNCTIONS_URL, frontdesk_worker_secret: VAULT_SECRET });
}

/** Lets the clock tick; returns how many dispatchers it woke. */
export async function tick(sql: postgres.Sql): Promise<number> {
  const [{ woken } = { woken: -1 }] = await sql<{ woken: number }[]>`select private.tick() as woken`;
  return woken;
}

export async function wakeUps(sql: postgres.Sql): Promise<WakeUp[]> {
  const rows = await sql<WakeUp[]>`
    select dispatcher, request_id as request, answered_at is not null as answered, status, error
    from private.wake_ups order by id`;
  return rows.map((row) => ({ ...row }));
}

export async function queuedRequests(sql: postgres.Sql): Promise<QueuedRequest[]> {
  const rows = await sql<QueuedRequest[]>`
    select method, url, headers, convert_from(body, 'UTF8') as body, timeout_milliseconds as timeout
    from net.http_request_queue order by url`;
  return rows.map((row) => ({ ...row }));
}

/** What pg_net would note of an answer; what is left out is null there. */
export interface Answer {
  status?: number;
  content?: string;
  timedOut?: boolean;
  error?: string;
}

/** Answers every wake-up that has no answer yet. */
export const answerAll = (sql: postgres.Sql, { status, content, timedOut = false, error }: Answer) =>
  sql`
    insert into net._http_response (id, status_code, content, timed_out, error_msg)
    select w.request_id, ${status ?? null}::int, ${content ?? null}::text, ${timedOut}::boolean, ${
    error ?? null
  }::text
    from private.wake_ups w where w.answered_at is null`;
