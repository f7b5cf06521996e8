import { z } from "zod";

/** One function as the CLI uploaded it. */
export interface Upload {
  slug: string;
  metadata: Metadata;
  /** By path, as the hosted bundler would see it. */
  files: Map<string, Uint8Array<ArrayBuffer>>;
}

const Metadata = z.object({
  name: z.string(),
  entrypoint_path: z.string(),
  import_map_path: z.string().optional(),
  verify_jwt: z.boolean(),
  static_patterns: z.array(z.string()).default([]),
});
export type Metadata = z.infer<typeof Metadata>;

export interface ManagementApi extends AsyncDisposable {
  url: string;
  uploads: Upload[];
}

const DEPLOY = new URLPattern({ pathname: "/v1/projects/:ref/functions/deploy" });
const FUNCTIONS = new URLPattern({ pathname: "/v1/projects/:ref/functions" });

/** Stands in for Supabase's Management API as far as `functions deploy --use-api` asks it, and keeps what it is sent. */
export function serveManagementApi(): ManagementApi {
  const uploads: Upload[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    if (request.method === "POST" && DEPLOY.test(request.url)) {
      const upload = await readUpload(request);
      uploads.push(upload);
      return Response.json(describe(upload), { status: 201 });
    }
    if (request.method === "PUT" && FUNCTIONS.test(request.url)) {
      await request.body?.cancel();
      return Response.json({ functions: uploads.map(describe) });
    }
    if (request.method === "GET" && FUNCTIONS.test(request.url)) return Response.json([]);
    return Response.json({ message: "This stand-in doesn't know that address." }, { status: 404 });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    uploads,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function readUpload(request: Request): Promise<Upload> {
  const form = await request.formData();
  const files: Upload["files"] = new Map();
  for (const file of form.getAll("file")) {
    if (file instanceof File) files.set(file.name, new Uint8Array(await file.arrayBuffer()));
  }
  return {
    slug: new URL(request.url).searchParams.get("slug") ?? "",
    metadata: Metadata.parse(JSON.parse(String(form.get("metadata")))),
    files,
  };
}

const describe = ({ slug, metadata }: Upload) => ({
  id: crypto.randomUUID(),
  slug,
  name: metadata.name,
  status: "ACTIVE",
  version: 1,
  created_at: 1,
  updated_at: 1,
  verify_jwt: metadata.verify_jwt,
  import_map: metadata.import_map_path !== undefined,
  entrypoint_path: metadata.entrypoint_path,
  import_map_path: metadata.import_map_path,
});
