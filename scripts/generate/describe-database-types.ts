import { formatSource } from "./format-source.ts";
import { runSupabase } from "./run-supabase.ts";

const HEAD =
  `// The database's types as Supabase's CLI reads them from the schema: made by \`deno task generate\`.
// \`public\` is what the Data API shows; \`private\` is for our own code behind it.
`;

/** Types for supabase-js (`createClient<Database>`) of the schemas that code speaks to. */
export async function describeDatabaseTypes(ownerUrl: string): Promise<string> {
  const printed = await runSupabase("gen", "types", `--remote=${ownerUrl}`, "--schema", "public,private");
  // The CLI may say something before the types on the same stream.
  const start = printed.indexOf("export type Json");
  if (start < 0) throw new Error(`supabase gen types printed no types:\n${printed.slice(0, 500)}`);
  return await formatSource(HEAD + printed.slice(start));
}
