import type postgres from "postgres";

/** What a dead dispatcher left behind: jobs it had claimed and not settled, by queue. */
export type Orphans = Record<string, number>;

const SETTING = "drill.dispatcher";

/** The database's address for one dispatcher: whatever it does there can be told from what others do. */
export function urlFor(ownerUrl: string, dispatcher: number): string {
  const url = new URL(ownerUrl);
  url.searchParams.set(SETTING, String(dispatcher));
  return url.href;
}

/**
 * Lets the database note which dispatcher claims a job, and when. A lease alone doesn't tell: the lease of one that died
 * a second ago looks like that of one at work.
 */
export async function noteHolders(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
    alter table private.jobs add column drill_holder text, add column drill_claimed_at timestamptz;
    create function private.note_drill_holder() returns trigger language plpgsql set search_path = '' as $$
    begin
      new.drill_holder := current_setting('${SETTING}', true);
      new.drill_claimed_at := clock_timestamp();
      return new;
    end
    $$;
    create trigger note_drill_holder before update on private.jobs for each row
      when (new.attempts > old.attempts) execute function private.note_drill_holder();`);
}

/** The moment, by the database's clock, from which on a dispatcher that was just killed is a new one. */
export async function readMoment(sql: postgres.Sql): Promise<string> {
  const [{ moment }] = await sql<[{ moment: string }]>`select clock_timestamp()::text as moment`;
  return moment;
}

/** Jobs that this dispatcher has claimed since then and not settled. */
export async function readHeld(sql: postgres.Sql, dispatcher: number, since: string): Promise<Orphans> {
  const rows = await sql<{ queue: string; jobs: number }[]>`
    select queue, count(*)::int as jobs from private.jobs
    where outcome is null and lease_until > clock_timestamp()
      and drill_holder = ${String(dispatcher)} and drill_claimed_at > ${since}::text::timestamptz
    group by queue`;
  return Object.fromEntries(rows.map(({ queue, jobs }) => [queue, jobs]));
}
