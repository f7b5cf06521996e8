import type postgres from "postgres";
import type { Actor } from "./world.ts";

/** One statement, who runs it, and the outcomes that are right: see `Outcome`. Steps that set the stage expect none. */
export interface Step {
  as: Actor;
  run: string;
  expect?: string[];
}

/** Steps in a transaction of their own, undone afterwards. */
export interface Probe {
  /** The object that a failure names. */
  about: string;
  what: string;
  steps: Step[];
  /** What must be the same after the steps as before all probes: a query for one text, run by the owner. */
  unchanged?: string;
}

/** `42501` and other SQLSTATEs, `FD000/<code>` for our own refusals, else `rows:<how many were returned or changed>`. */
type Outcome = string;

interface Result {
  outcomes: { outcome: Outcome; message?: string }[];
  unchanged: boolean;
}

/** Outcomes that stand for many. */
export const SOME_ROWS = "rows:some";
export const ANYTHING = "anything";

/** Thousands of probes in a moment: they run inside Postgres, in one call, each in a subtransaction. */
const RUNNER = `
create or replace function pg_temp.run_probes(probes jsonb) returns jsonb language plpgsql as $$
declare
  probe jsonb;
  step jsonb;
  results jsonb[] := '{}';
  outcomes jsonb;
  fingerprints jsonb := '{}';
  state text;
  said text;
  code text;
  affected bigint;
  fingerprint text;
begin
  for probe in select value from jsonb_array_elements(probes) where value ? 'unchanged' loop
    if not fingerprints ? (probe ->> 'unchanged') then
      execute probe ->> 'unchanged' into fingerprint;
      fingerprints := fingerprints || jsonb_build_object(probe ->> 'unchanged', fingerprint);
    end if;
  end loop;
  for probe in select value from jsonb_array_elements(probes) loop
    outcomes := '[]';
    begin
      for step in select value from jsonb_array_elements(probe -> 'steps') loop
        begin
          perform set_config('request.jwt.claims', step ->> 'claims', true), set_config('role', step ->> 'role', true);
          execute step ->> 'run';
          get diagnostics affected = row_count;
          perform set_config('role', 'none', true);
          outcomes := outcomes || jsonb_build_object('outcome', 'rows:' || affected);
        exception when others then
          get stacked diagnostics state = returned_sqlstate, said = message_text, code = pg_exception_detail;
          outcomes := outcomes || jsonb_build_object('message', said,
            'outcome', case when state = 'FD000' then state || '/' || code else state end);
        end;
      end loop;
      fingerprint := null;
      if probe ? 'unchanged' then
        execute probe ->> 'unchanged' into fingerprint;
      end if;
      raise exception using errcode = 'FDEND';
    exception when sqlstate 'FDEND' then
      results := results || jsonb_build_object('outcomes', outcomes,
        'unchanged', fingerprint is not distinct from fingerprints ->> (probe ->> 'unchanged'));
    end;
  end loop;
  return to_jsonb(results);
end
$$`;

/** Runs them all; returns how many things were asserted, and a sentence for each that did not hold. */
export async function runProbes(
  sql: postgres.TransactionSql,
  probes: Probe[],
): Promise<{ assertions: number; failures: string[] }> {
  await sql.unsafe(RUNNER);
  const plans = probes.map(({ steps, unchanged }) => ({
    ...(unchanged ? { unchanged } : {}),
    steps: steps.map(({ as: { role, user }, run }) => ({
      run,
      role: role === "owner" ? "none" : role,
      claims: role === "owner" ? "" : JSON.stringify({ role, ...(user ? { sub: user } : {}) }),
    })),
  }));
  const [answer] = await sql<[{ results: Result[] }]>`
    select pg_temp.run_probes(${JSON.stringify(plans)}::text::jsonb) as results`;
  let assertions = 0;
  const failures = probes.flatMap((probe, place) => {
    const { outcomes, unchanged } = answer.results[place]!;
    const wrong = probe.steps.flatMap((step, number) => {
      const { outcome, message } = outcomes[number]!;
      if (step.expect && !step.expect.includes(ANYTHING)) assertions++;
      // A stage that can't be set proves nothing.
      const holds = step.expect
        ? step.expect.some((wanted) => matches(outcome, wanted))
        : outcome.startsWith("rows:");
      return holds ? [] : [
        `${probe.about}: ${probe.what}: expected ${
          step.expect?.join(" or ") ?? "the stage to be set"
        }, got ` +
        `${outcome}${message ? ` (${message})` : ""}`,
      ];
    });
    if (probe.unchanged) assertions++;
    return unchanged ? wrong : [...wrong, `${probe.about}: ${probe.what}: changed what isn't theirs`];
  });
  return { assertions, failures };
}

function matches(outcome: Outcome, wanted: string): boolean {
  if (wanted === ANYTHING) return true;
  if (wanted === SOME_ROWS) return outcome.startsWith("rows:") && outcome !== "rows:0";
  return outcome === wanted;
}
