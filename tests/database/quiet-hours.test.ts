import assert from "node:assert/strict";
import fc from "fast-check";
import type postgres from "postgres";
import { cloneDatabase } from "../support/database.ts";

interface Case {
  zone: string;
  /** Seconds since midnight. */
  from: number;
  until: number;
  /** Milliseconds since 1970. */
  at: number;
}

const DAY = 86_400;
const [FIRST, LAST] = [Date.UTC(1990, 0, 1), Date.UTC(2037, 11, 31)];

Deno.test("quiet hours", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;

  // zone, from, until, at, end: what a person with a calendar finds.
  const examples: Record<string, [string, string, string, string, string][]> = {
    "within a day": [
      ["UTC", "13:00", "14:30", "2026-06-01T13:20:00Z", "2026-06-01T14:30:00Z"],
      ["UTC", "13:00", "14:30", "2026-06-01T12:59:59.999Z", "2026-06-01T12:59:59.999Z"],
    ],
    "over midnight": [
      ["UTC", "22:00", "07:00", "2026-06-01T23:00:00Z", "2026-06-02T07:00:00Z"],
      ["UTC", "22:00", "07:00", "2026-06-02T03:00:00Z", "2026-06-02T07:00:00Z"],
      ["UTC", "22:00", "07:00", "2026-12-31T23:59:59Z", "2027-01-01T07:00:00Z"],
      ["UTC", "22:00", "00:00", "2026-06-01T23:00:00Z", "2026-06-02T00:00:00Z"],
    ],
    "its beginning is quiet, its end isn't": [
      ["UTC", "22:00", "07:00", "2026-06-01T22:00:00Z", "2026-06-02T07:00:00Z"],
      ["UTC", "22:00", "07:00", "2026-06-02T07:00:00Z", "2026-06-02T07:00:00Z"],
      ["UTC", "22:00", "07:00", "2026-06-02T06:59:59.999Z", "2026-06-02T07:00:00Z"],
    ],
    "Kathmandu, a quarter off the hour": [
      ["Asia/Kathmandu", "22:00", "07:00", "2026-01-01T17:00:00Z", "2026-01-02T01:15:00Z"],
      ["Asia/Kathmandu", "22:00", "07:00", "2026-01-01T16:14:59Z", "2026-01-01T16:14:59Z"],
    ],
    "New York, where an end at 02:30 is skipped: it is over when the clock says 03:30": [
      ["America/New_York", "22:00", "02:30", "2026-03-08T06:30:00Z", "2026-03-08T07:30:00Z"],
      ["America/New_York", "22:00", "07:00", "2026-03-08T03:00:00Z", "2026-03-08T11:00:00Z"],
    ],
    "New York, where 01:30 comes twice: it is over with the second; between them the clock decides": [
      ["America/New_York", "22:00", "01:30", "2026-11-01T05:15:00Z", "2026-11-01T06:30:00Z"],
      ["America/New_York", "22:00", "01:30", "2026-11-01T05:45:00Z", "2026-11-01T05:45:00Z"],
      ["America/New_York", "22:00", "01:30", "2026-11-01T06:15:00Z", "2026-11-01T06:30:00Z"],
      ["America/New_York", "22:00", "07:00", "2026-11-01T04:00:00Z", "2026-11-01T12:00:00Z"],
    ],
    "Beirut, which changes at midnight": [
      ["Asia/Beirut", "22:00", "00:30", "2026-03-28T21:00:00Z", "2026-03-28T22:30:00Z"],
      ["Asia/Beirut", "22:00", "07:00", "2026-03-28T21:00:00Z", "2026-03-29T04:00:00Z"],
      ["Asia/Beirut", "22:00", "07:00", "2026-10-24T20:30:00Z", "2026-10-25T05:00:00Z"],
      ["Asia/Beirut", "22:00", "23:30", "2026-10-24T20:15:00Z", "2026-10-24T21:30:00Z"],
    ],
    "Lord Howe, which changes by half an hour": [
      ["Australia/Lord_Howe", "23:00", "02:15", "2026-10-03T14:00:00Z", "2026-10-03T15:45:00Z"],
      ["Australia/Lord_Howe", "23:00", "01:45", "2026-04-04T14:40:00Z", "2026-04-04T15:15:00Z"],
      ["Australia/Lord_Howe", "23:00", "01:45", "2026-04-04T14:50:00Z", "2026-04-04T14:50:00Z"],
    ],
    "Apia, which left out a day: it is over on the next": [
      ["Pacific/Apia", "22:00", "07:00", "2011-12-30T09:00:00Z", "2011-12-30T17:00:00Z"],
    ],
    "free time that a gap swallows whole: once more quiet at its end, and then until the next day's": [
      ["America/New_York", "03:00", "02:30", "2026-03-08T06:00:00Z", "2026-03-08T07:30:00Z"],
      ["America/New_York", "03:00", "02:30", "2026-03-08T07:30:00Z", "2026-03-09T06:30:00Z"],
    ],
  };
  for (const [what, rows] of Object.entries(examples)) {
    await t.step(what, async () => {
      for (const [zone, from, until, at, end] of rows) {
        const [row] = await sql<[{ end: Date }]>`
          select private.after_quiet(${at}::timestamptz, ${from}::time, ${until}::time, ${zone}) as end`;
        assert.equal(row.end.toISOString(), new Date(end).toISOString(), `${zone} ${from}–${until} at ${at}`);
      }
    });
  }

  await t.step("who has none is never quiet", async () => {
    const [row] = await sql<[{ same: boolean }]>`
      select private.after_quiet(now(), null, null, null) = now() as same`;
    assert.equal(row.same, true);
  });

  await t.step("in every time zone, at every moment, above all where clocks change", async () => {
    const zones = await zonesOf(sql);
    const arbitrary = fc.array(arbitraryCase(zones), { minLength: 1, maxLength: 600, size: "max" });
    let [held, doubtful, quiet, changes] = [0, 0, 0, 0];
    const property = fc.asyncProperty(arbitrary, async (cases) => {
      for (const { given, end, moments, clocks } of await ask(sql, cases)) {
        // Postgres and this Deno bring time zone data of different years: where they tell different times, neither is
        // the judge.
        if (clocks.some((clock, place) => clock !== wallClock(given.zone, moments[place]!).toString())) {
          doubtful++;
          continue;
        }
        held++;
        if (end !== given.at) quiet++;
        if (offsetOf(given.zone, end) !== offsetOf(given.zone, given.at)) changes++;
        judge(given, end);
      }
    });
    await fc.assert(property, { numRuns: 60 });
    console.log(
      `quiet hours: ${held} cases in ${zones.length} zones, ${quiet} of them quiet, ${changes} over a change of clocks; ` +
        `${doubtful} left out`,
    );
    assert.ok(quiet > held / 5 && changes > 100, "too few of the cases say anything");
    assert.ok(doubtful < held / 50, "the two time zone databases have little in common");
  });
});

/** What must hold of the end of a case, told with another calendar than Postgres'. */
function judge(given: Case, end: number): void {
  const { zone, from, until, at } = given;
  const told = JSON.stringify({ ...given, at: new Date(at).toISOString(), end: new Date(end).toISOString() });
  const [before, after] = [wallClock(zone, at), wallClock(zone, end)];
  if (!isQuiet(before, from, until)) return assert.equal(end, at, `not quiet, and yet moved: ${told}`);
  assert.ok(end >= at, `before the moment itself: ${told}`);

  // Exactly: the next time the clock says `until`; the second of two, and as much later as a gap is long.
  const day = before.toPlainDate().add({ days: secondsOf(before) >= until ? 1 : 0 });
  const next = day.toPlainDateTime(timeOf(until)).toZonedDateTime(zone, { disambiguation: "later" });
  assert.equal(end, next.epochMilliseconds, `not when it is over: ${told}`);

  // What follows from it, so that the oracle itself is held to account.
  const isSkipped = !after.equals(day.toPlainDateTime(timeOf(until)));
  if (!isSkipped) {
    assert.equal(secondsOf(after), until, told);
    assert.ok(!isQuiet(after, from, until), `still quiet: ${told}`);
  } else {
    // The gap lies between what the clock should say and what it says; quiet again only if it swallowed what was free.
    const freeSeconds = (from - until + DAY) % DAY;
    const late = (secondsOf(after) - until + DAY) % DAY;
    assert.equal(isQuiet(after, from, until), late >= freeSeconds, told);
  }
  const window = (until - from + DAY) % DAY * 1000;
  const setBack = Math.max(0, offsetOf(zone, at) - offsetOf(zone, end));
  assert.ok(end - at <= window + setBack, `later than the whole window: ${told}`);
}

const wallClock = (zone: string, at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime();

const offsetOf = (zone: string, at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;

const secondsOf = ({ hour, minute, second, millisecond }: Temporal.PlainDateTime) =>
  hour * 3600 + minute * 60 + second + millisecond / 1000;

const timeOf = (seconds: number) => Temporal.PlainTime.from("00:00").add({ seconds });

function isQuiet(clock: Temporal.PlainDateTime, from: number, until: number): boolean {
  const now = secondsOf(clock);
  return from < until ? from <= now && now < until : from <= now || now < until;
}

/** The zones that both know, by the names that people choose. */
async function zonesOf(sql: postgres.Sql): Promise<string[]> {
  const known = await sql<{ name: string }[]>`select name from pg_timezone_names`;
  const names = new Set(known.map(({ name }) => name));
  const zones = Intl.supportedValuesOf("timeZone").filter((zone) => names.has(zone));
  assert.ok(zones.length > 350, `only ${zones.length} zones`);
  return zones;
}

function arbitraryCase(zones: string[]): fc.Arbitrary<Case> {
  const minute = fc.integer({ min: 0, max: 24 * 60 - 1 }).map((minutes) => minutes * 60);
  const time = fc.oneof(minute, fc.integer({ min: 0, max: DAY - 1 }));
  const hours = (most: number) => fc.integer({ min: -most * 3_600_000, max: most * 3_600_000 });
  return fc.record({
    zone: fc.constantFrom(...zones),
    from: time,
    length: fc.integer({ min: 1, max: DAY - 1 }),
    moment: fc.integer({ min: FIRST, max: LAST }),
    // From the next change of clocks, or from any moment.
    near: fc.option(fc.oneof(hours(3), hours(30)), { freq: 3 }),
  }).map(({ zone, from, length, moment, near }) => {
    const change = near === null ? undefined : nextChange(zone, moment);
    return { zone, from, until: (from + length) % DAY, at: change === undefined ? moment : change + near! };
  });
}

const nextChange = (zone: string, after: number): number | undefined =>
  Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(zone).getTimeZoneTransition("next")
    ?.epochMilliseconds;

/** When the two calendars are compared: day by day around a moment, and right before and at each change of clocks. */
function momentsAround({ zone, at }: Case): number[] {
  const [first, last] = [at - DAY * 1000, at + 3 * DAY * 1000];
  const moments = [0, 1, 2, 3, 4].map((day) => first + day * DAY * 1000);
  for (
    let change = nextChange(zone, first);
    change !== undefined && change < last;
    change = nextChange(zone, change)
  ) {
    moments.push(change - 1, change);
  }
  return moments;
}

async function ask(sql: postgres.Sql, cases: Case[]) {
  const rows = cases.map((given, place) => ({
    place,
    zone: given.zone,
    from: timeOf(given.from).toString(),
    until: timeOf(given.until).toString(),
    at: given.at,
    moments: momentsAround(given),
  }));
  const answers = await sql<{ end: number; clocks: string[] }[]>`
    select (extract(epoch from private.after_quiet(to_timestamp(c.at / 1000), c."from", c.until, c.zone)) * 1000)::float8 as end,
      array(
        select to_char(to_timestamp(moment / 1000) at time zone c.zone, 'YYYY-MM-DD"T"HH24:MI:SS.MS')
        from unnest(c.moments) with ordinality as m (moment, place) order by m.place
      ) as clocks
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as c (zone text, "from" time, until time, at float8, moments float8[], place int)
    order by c.place`;
  return cases.map((given, place) => {
    const { end, clocks } = answers[place]!;
    return {
      given,
      end,
      moments: rows[place]!.moments,
      clocks: clocks.map((text) => Temporal.PlainDateTime.from(text).toString()),
    };
  });
}
