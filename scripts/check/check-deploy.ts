import { join } from "node:path";
import { compareUpload } from "./deploy/compare-upload.ts";
import { serveManagementApi } from "./deploy/management-api.ts";
import { type Finding, runCheck } from "./finding.ts";
import { readModuleGraph } from "./module-graph.ts";
import { ROOT_URL } from "./project-files.ts";
import { runSupabase } from "./supabase-cli.ts";

/**
 * Deploys every function with Supabase's own CLI to a stand-in of its Management API, and holds each upload against
 * the flow's imports. The CLI only warns of what it doesn't find and then succeeds, so its exit code proves nothing.
 */
export async function checkDeploy(): Promise<Finding[]> {
  await using api = serveManagementApi();
  const { code, stdout, stderr } = await deployTo(api.url);
  if (code !== 0) {
    return [{ where: "supabase functions deploy", what: `ended with ${code}:\n${stdout}${stderr}` }];
  }
  const findings: Finding[] = stderr.split("\n").filter((line) => /^WARN/i.test(line))
    .map((what) => ({ where: "supabase functions deploy", what }));
  const flows = await listFlows();
  for (const flow of flows) {
    const uploads = api.uploads.filter(({ slug }) => slug === flow);
    if (uploads.length !== 1) {
      findings.push({ where: `functions/${flow}`, what: `was uploaded ${uploads.length} times, not once` });
    }
    for (const upload of uploads) findings.push(...compareUpload(upload, await readClosure(flow)));
  }
  for (const { slug } of api.uploads) {
    if (!flows.includes(slug)) findings.push({ where: `upload of ${slug}`, what: "is of no flow of ours" });
  }
  return findings;
}

async function deployTo(url: string) {
  const profile = join(await Deno.makeTempDir({ prefix: "frontdesk-deploy-" }), "profile.yaml");
  try {
    await Deno.writeTextFile(
      profile,
      ["name: frontdesk_check", ...["api_url", "dashboard_url", "docs_url"].map((key) => `${key}: ${url}`)]
        .concat("project_host: 127.0.0.1").join("\n"),
    );
    return await runSupabase(["functions", "deploy", "--use-api", "--yes", "--remote=abcdefghijklmnopqrst"], {
      SUPABASE_PROFILE: profile,
      SUPABASE_ACCESS_TOKEN: `sbp_${"0".repeat(40)}`,
    });
  } finally {
    await Deno.remove(join(profile, ".."), { recursive: true });
  }
}

async function listFlows(): Promise<string[]> {
  const flows: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL("functions/", ROOT_URL))) {
    if (isDirectory) flows.push(name);
  }
  return flows;
}

/** All that a flow is made of: what its door leads to, and the versions of its packages. */
async function readClosure(flow: string): Promise<Map<string, Uint8Array>> {
  const graph = await readModuleGraph([`functions/${flow}/index.ts`]);
  const paths = ["deno.json", ...graph.keys()];
  const read = async (path: string) =>
    [
      path,
      // A file that isn't there isn't uploaded either: its absence is found when the two are compared.
      await Deno.readFile(new URL(path, ROOT_URL)).catch(() => new Uint8Array()),
    ] as const;
  return new Map(await Promise.all(paths.map(read)));
}

if (import.meta.main) await runCheck("Deploy", checkDeploy);
