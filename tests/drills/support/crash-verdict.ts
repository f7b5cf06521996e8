import type postgres from "postgres";
import { atLeast, exactly, type Findings } from "./drill.ts";
import { countAttempts, countJobs, countOutcomes } from "./job-figures.ts";
import type { Outside } from "./outside.ts";

/** What came of it at the providers and in the database, for `people` who each were to get one push and one mail. */
export async function judgeCrashes(
  sql: postgres.Sql,
  outside: Outside,
  people: number,
): Promise<Findings> {
  const mail = readMail(outside);
  const push = await readPush(outside);
  const logs = await readLogs(sql);
  const [{ again }] = await sql<[{ again: number }]>`
    select sum(attempts - 1)::int as again from private.jobs where attempts > 1`;
  return {
    tables: {
      "crashes: mail": [mail],
      "crashes: push": [push],
      "crashes: what became of the jobs": await countOutcomes(sql),
      "crashes: jobs by attempts": await countAttempts(sql),
    },
    promises: [
      atLeast("attempts that came to no end, and were made again", again ?? 0, 1),
      exactly("people whose mail was accepted exactly once", mail["people with one mail"], people),
      exactly("mails accepted in all", mail.accepted, people),
      exactly("browsers that show it exactly once", push["browsers that show it once"], people),
      exactly("pushes no browser could read", push.unreadable, 0),
      exactly(
        "duplicate pushes that nothing replaced",
        push.duplicates - push["collapsed by Topic"] - push["replaced by tag on the device"],
        0,
      ),
      exactly("push jobs done", await countJobs(sql, { queue: "push", outcome: "done" }), people),
      exactly("e-mail jobs done", await countJobs(sql, { queue: "email", outcome: "done" }), people),
      exactly("jobs still open", await countJobs(sql, { outcome: "open" }), 0),
      exactly("jobs dead", await countJobs(sql, { outcome: "dead" }), 0),
      exactly("jobs skipped", await countJobs(sql, { outcome: "skipped" }), 0),
      exactly("mails the log says were sent, each with its id", logs.sent, people),
      exactly("mails the log leaves 'sending'", logs.sending, 0),
      exactly("batches left open", logs.open_batches, 0),
    ],
  };
}

function readMail({ resend, calls }: Outside) {
  const made = calls.filter(({ provider }) => provider === "resend");
  const well = made.filter(({ status }) => status === 200);
  const perReader = new Map<string, number>();
  for (const { to } of resend.mails()) {
    for (const reader of to) perReader.set(reader, (perReader.get(reader) ?? 0) + 1);
  }
  return {
    accepted: resend.accepted(),
    "people with one mail": [...perReader.values()].filter((count) => count === 1).length,
    "most for one": Math.max(0, ...perReader.values()),
    calls: made.length,
    "batches (keys)": new Set(made.map(({ key }) => key)).size,
    "repeats answered from the key": well.length - new Set(well.map(({ key }) => key)).size,
  };
}

async function readPush(outside: Outside) {
  const made = outside.calls.filter(({ provider }) => provider === "push");
  const browsers = await outside.openBrowsers();
  const sum = (of: (browser: typeof browsers[number]) => number) =>
    browsers.reduce((total, browser) => total + of(browser), 0);
  const shown = browsers.map(({ messages }) => {
    const delivered = messages.filter(({ state }) => state === "delivered");
    // What has the same tag takes the place of what is shown.
    return {
      tags: new Set(delivered.map(({ payload }) => payload?.notification.tag)).size,
      delivered: delivered.length,
    };
  });
  return {
    sends: made.length,
    accepted: sum(({ accepted }) => accepted),
    duplicates: sum(({ accepted }) => Math.max(0, accepted - 1)),
    "collapsed by Topic": sum(({ collapsed }) => collapsed),
    "replaced by tag on the device": shown.reduce(
      (total, { tags, delivered }) => total + delivered - tags,
      0,
    ),
    "browsers that show it once": shown.filter(({ tags }) => tags === 1).length,
    unreadable: sum(({ messages }) => messages.filter(({ fault }) => fault !== undefined).length),
  };
}

async function readLogs(sql: postgres.Sql) {
  const [row] = await sql<[{ sent: number; sending: number; open_batches: number }]>`
    select count(*) filter (where status = 'sent' and provider_id is not null)::int as sent,
      count(*) filter (where status = 'sending')::int as sending,
      (select count(*)::int from private.email_batches where closed_at is null) as open_batches
    from public.communication_logs where channel = 'email'`;
  return row;
}
