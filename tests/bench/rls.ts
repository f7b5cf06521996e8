import postgres from "postgres";
import { atMost, type Bar, type Bench, type Report, type Row } from "./support/bench.ts";
import { explain } from "./support/explain.ts";
import { fillInboxes, LARGEST } from "./support/fill-inboxes.ts";
import { compareInterleaved, timed } from "./support/interleave.ts";
import {
  inboxPage,
  inboxStatements,
  MESSAGE_POLICY,
  readingStatements,
  type Statement,
  type Subject,
  writingStatements,
} from "./support/rls-statements.ts";
import { roundTo } from "./support/round-to.ts";
import { makeThrowawayDatabase } from "./support/throwaway-database.ts";

const SIZE = { businesses: 500, conversationsEach: 100, messagesEach: 2000, largest: 5000 };
const OPTIONS = { rounds: 11, perRound: 20, warmUp: 10 };
const AVERAGE = "business-250";

/** What may be lost to row level security, in times of the same question without it. */
const BARS: Record<string, number> = {
  "inbox page": 2.5,
  "inbox page of the API": 2.5,
  "inbox page, unfiltered": 10,
  "inbox page of the API, unfiltered": 10,
  "inbox page (largest business)": 2.5,
  "inbox page of the API (largest business)": 2.5,
};

/** Behind a pooler each statement is planned anew; a direct connection prepares it, and may keep a generic plan. */
const MODES = { prepared: true, unprepared: false } as const;

export default {
  name: "rls",
  what: "Row level security on 1 M messages of 500 businesses, against the same without it",
  async run(report: Report) {
    await using database = await makeThrowawayDatabase();
    report(`Postgres ${database.version}`);
    const owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
    await fillInboxes(owner, SIZE, report);
    await owner.unsafe(MESSAGE_POLICY);
    const average = await findSubject(owner, AVERAGE);
    const largest = await findSubject(owner, LARGEST);
    await owner.end();

    const ofLargest = inboxStatements(largest.business)
      .map((statement) => ({ ...statement, name: `${statement.name} (largest business)` }));
    const statements: Row[] = [];
    for (const mode of ["prepared", "unprepared"] as const) {
      report(`measuring ${mode} statements`);
      const compare = (subject: Subject & { admin: string }, list: Statement[]) =>
        asBoth(
          database.ownerUrl,
          subject.admin,
          MODES[mode],
          (floor, measured) => compareAll(floor, measured, list, mode),
        );
      statements.push(
        ...await compare(average, [...readingStatements(average), ...writingStatements(average)]),
        ...await compare(largest, ofLargest),
      );
    }
    return {
      name: "rls",
      results: { statements, plans: await plans(database.ownerUrl, average, largest) },
      bars: judge(statements),
    };
  },
} satisfies Bench;

/** A business by its slug, its Admin, and its longest conversation. */
async function findSubject(sql: postgres.Sql, slug: string): Promise<Subject & { admin: string }> {
  const [row] = await sql<[Subject & { admin: string }]>`
    select b.id as business, e.user_id as admin, c.id as conversation, c.channel_id as channel, m.id as message
    from public.businesses b
    join public.employees e on e.business_id = b.id
    join public.roles r on r.id = e.role_id and r.key = 'admin'
    join public.messages m on m.business_id = b.id
    join public.conversations c on c.business_id = b.id and c.id = m.conversation_id
    where b.slug = ${slug}
    order by count(*) over (partition by c.id) desc, c.id, m.created_at
    limit 1`;
  return row;
}

/** One connection above row level security and one under it; who asks is set once, ahead of what is measured. */
async function asBoth<T>(
  url: string,
  user: string,
  prepare: boolean,
  work: (floor: postgres.TransactionSql, measured: postgres.TransactionSql) => Promise<T>,
): Promise<T> {
  // As shared/db opens them.
  const open = () => postgres(url, { max: 1, prepare, fetch_types: false, onnotice: () => {} });
  const [owner, authenticated] = [open(), open()];
  try {
    return await owner.begin((floor) =>
      authenticated.begin(async (measured) => {
        const claims = JSON.stringify({ sub: user, role: "authenticated", aud: "authenticated" });
        await measured`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', ${claims}, true)`;
        return await work(floor, measured);
      })
    ) as T;
  } finally {
    await Promise.all([owner.end(), authenticated.end()]);
  }
}

async function compareAll(
  floor: postgres.TransactionSql,
  measured: postgres.TransactionSql,
  list: Statement[],
  mode: string,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const statement of list) {
    const [expected, found] = [await statement.floor(floor), await statement.measured(measured)];
    if (expected.length !== found.length) {
      throw new Error(
        `'${statement.name}' finds ${found.length} rows under row level security, ${expected.length} without`,
      );
    }
    const { floorMs, measuredMs, ratio, spread } = await compareInterleaved(
      () => timed(() => statement.floor(floor)),
      () => timed(() => statement.measured(measured)),
      OPTIONS,
    );
    rows.push({
      statement: statement.name,
      mode,
      rows: found.length,
      "without RLS ms": roundTo(floorMs),
      "with RLS ms": roundTo(measuredMs),
      ratio: roundTo(ratio),
      lowest: roundTo(spread[0]),
      highest: roundTo(spread[1]),
    });
  }
  return rows;
}

/** Which index the inbox is read through, and whether its order comes from it or from a sort. */
async function plans(
  url: string,
  average: Subject & { admin: string },
  largest: Subject & { admin: string },
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [whose, subject] of Object.entries({ average, largest })) {
    await asBoth(url, subject.admin, true, async (floor, measured) => {
      for (const kind of ["custom", "generic"] as const) {
        const told = async (statement: string, sql: postgres.TransactionSql, business?: string) => {
          const plan = await explain(sql, inboxPage(business)(sql), business ? [business] : [], kind);
          const uses = plan.sequential ? "the whole table" : plan.indexes.join(", ");
          rows.push({ statement, business: whose, plan: kind, "reads through": uses, sorts: plan.sorts });
        };
        await told("inbox page without RLS", floor, subject.business);
        await told("inbox page", measured, subject.business);
        await told("inbox page, unfiltered", measured);
      }
    });
  }
  return rows;
}

/** The worse of the two modes counts. */
const judge = (statements: Row[]): Bar[] =>
  Object.entries(BARS).map(([name, bar]) =>
    atMost(
      name,
      Math.max(...statements.filter((row) => row.statement === name).map((row) => Number(row.ratio))),
      bar,
    )
  );
