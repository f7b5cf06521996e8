import { z } from "zod";
import { connect, createDatabase } from "../local/database.ts";
import { startThrowAwayCluster } from "../local/postgres/throw-away-cluster.ts";
import { type Finding, runCheck } from "./finding.ts";
import { runSupabase } from "./supabase-cli.ts";

const Report = z.object({
  results: z.array(
    z.object({ name: z.string(), level: z.string(), detail: z.string(), remediation: z.string() }),
  ),
});

/**
 * Mistakes that the advisors must see, put in for a second run. Without `pgrst.db_schemas` in the session (the CLI
 * sets it) they go silent on both, and a clean first run would prove nothing.
 */
const CANARIES = {
  rls_disabled_in_public:
    "create table public.canary (id int primary key); grant select on public.canary to anon",
  security_definer_view:
    "create view public.canary_view as select * from public.canary; grant select on public.canary_view to anon",
};

/**
 * Supabase's advisors (the splinter lints) on a database with every migration: nothing at level warn. The CLI carries
 * no lint for definer functions that clients may execute; tests/database holds those.
 */
export async function checkAdvisors(): Promise<Finding[]> {
  await using cluster = await startThrowAwayCluster();
  const ownerUrl = await createDatabase(cluster, "frontdesk_advised", crypto.randomUUID());
  const { findings, code } = await ask(ownerUrl);
  if (code !== 0 && findings.length === 0) {
    return [{ where: "supabase db advisors", what: `ended with ${code} and named nothing` }];
  }
  return [...findings.map(describe), ...await findSilent(ownerUrl)];
}

async function ask(ownerUrl: string) {
  const { code, stdout, stderr } = await runSupabase(
    [
      "db",
      "advisors",
      `--remote=${ownerUrl}`,
      "--level",
      "warn",
      "--fail-on",
      "warn",
      "--output-format",
      "json",
    ],
  );
  try {
    return { code, findings: Report.parse(JSON.parse(stdout)).results };
  } catch (cause) {
    throw new Error(`supabase db advisors ended with ${code} and no report:\n${stdout}${stderr}`, { cause });
  }
}

async function findSilent(ownerUrl: string): Promise<Finding[]> {
  const owner = connect(ownerUrl, 1);
  for (const mistake of Object.values(CANARIES)) await owner.unsafe(mistake);
  await owner.end();
  const { findings } = await ask(ownerUrl);
  return Object.keys(CANARIES).filter((lint) => !findings.some(({ name }) => name === lint))
    .map((where) => ({ where, what: "did not see a mistake made on purpose; the advisors prove nothing" }));
}

const describe = ({ name, level, detail, remediation }: z.infer<typeof Report>["results"][0]): Finding => ({
  where: `${level} ${name}`,
  what: `${detail} (${remediation})`,
});

if (import.meta.main) await runCheck("Advisors", checkAdvisors);
