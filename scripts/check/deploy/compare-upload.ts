import type { Finding } from "../finding.ts";
import type { Upload } from "./management-api.ts";

/** What differs between the upload of a flow and what it should be: `wanted` by path, byte for byte. */
export function compareUpload(upload: Upload, wanted: Map<string, Uint8Array>): Finding[] {
  const { slug, metadata, files } = upload;
  const findings: Finding[] = [];
  const complain = (what: string) => findings.push({ where: `upload of ${slug}`, what });

  const said = {
    name: slug,
    entrypoint_path: `functions/${slug}/index.ts`,
    import_map_path: "deno.json",
    // Flows check credentials themselves; see supabase/config.toml.
    verify_jwt: false,
  };
  for (const [key, value] of Object.entries(said)) {
    const got = metadata[key as keyof typeof said];
    if (got !== value) complain(`says ${key} = ${JSON.stringify(got)}, not ${JSON.stringify(value)}`);
  }
  if (metadata.static_patterns.length > 0) complain("has static files; import what a flow needs");

  for (const [path, bytes] of wanted) {
    const got = files.get(path);
    if (!got) complain(`lacks ${path}, which the flow imports`);
    else if (!sameBytes(got, bytes)) complain(`holds another ${path} than the project`);
  }
  for (const path of files.keys()) {
    if (!wanted.has(path)) complain(`holds ${path}, which the flow doesn't import`);
  }
  return findings;
}

const sameBytes = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
