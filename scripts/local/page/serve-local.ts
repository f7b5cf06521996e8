import type postgres from "postgres";
import { z } from "zod";
import { findChannel, phoneMessage, postSigned } from "../../whatsapp/phone-message.ts";
import { readActivity } from "../activity.ts";
import type { StandIn } from "../outside/stand-in.ts";
import type { Stack } from "../stack.ts";
import { renderPage } from "./page.ts";

const Said = z.object({ text: z.string().min(1), from: z.string().min(5), business: z.string().optional() });

const SERVICES = [
  {
    name: "Functions",
    path: "/functions/v1",
    what: "Every flow; the API is described under /functions/v1/api-docs",
  },
  { name: "Data API", path: "/rest/v1", what: "The tables, under row level security (supabase-js)" },
  { name: "Auth", path: "/auth/v1", what: "Sign-up, sign-in, sessions" },
  { name: "Storage", path: "/storage/v1", what: "Files, under the policies of storage.objects" },
  { name: "WhatsApp Graph API", path: "/_outside/graph", what: "Stand-in: its log, and faults on demand" },
];

/** Answers the page at `/` and what it asks for under `/_local`. */
export async function serveLocal(stack: Stack, sql: postgres.Sql, outside: StandIn[]) {
  const names = await sql<{ name: string; slug: string }[]>`select name, slug from public.businesses`;
  const businesses = stack.whatsapp.channels.map(({ business, displayPhoneNumber }) => ({
    name: names.find(({ slug }) => slug === business)?.name ?? business,
    slug: business,
    displayPhoneNumber,
  }));
  const page = await renderPage({ url: stack.url, services: SERVICES, businesses, logins: stack.logins });

  return async (request: Request, path: string): Promise<Response> => {
    if (path === "/") return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
    if (path === "/_local/activity") return Response.json(await readActivity(sql, outside));
    if (path === "/_local/say" && request.method === "POST") {
      const said = Said.safeParse(await request.json());
      if (!said.success) return Response.json({ error: z.prettifyError(said.error) }, { status: 400 });
      const bytes = phoneMessage(said.data, findChannel(stack, said.data.business));
      const answer = await postSigned(bytes, stack);
      return Response.json({ status: answer.status, answer: await answer.json() });
    }
    return Response.json({ message: `Nothing is served under ${path}.` }, { status: 404 });
  };
}
