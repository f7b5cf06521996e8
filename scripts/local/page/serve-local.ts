import type postgres from "postgres";
import { z } from "zod";
import { findChannel, phoneMessage, postSigned } from "../../whatsapp/phone-message.ts";
import { readActivity } from "../activity.ts";
import type { StandIn } from "../outside/stand-in.ts";
import type { Stack } from "../stack.ts";
import { renderPage } from "./page.ts";

const Said = z.object({ text: z.string().min(1), from: z.string().min(5), business: z.string().optional() });

const servicesOf = ({ publishableKey }: Stack) => [
  {
    name: "Functions",
    path: "/functions/v1",
    what: "Every flow; /functions/v1/api-docs describes them",
    open: "/functions/v1/api-docs",
  },
  { name: "Data API", path: "/rest/v1", what: "The tables, under row level security (supabase-js)" },
  {
    name: "Auth",
    path: "/auth/v1",
    what: "Sign-up, sign-in, sessions",
    open: `/auth/v1/settings?apikey=${publishableKey}`,
  },
  { name: "Storage", path: "/storage/v1", what: "Files, under the policies of storage.objects" },
  {
    name: "WhatsApp Graph API",
    path: "/_outside/graph",
    what: "Stand-in: its log, and faults on demand",
    open: "/_outside/graph/log",
  },
  {
    name: "Resend",
    path: "/_outside/resend",
    what: "Stand-in: every mail that was sent, to read",
    open: "/_outside/resend",
  },
  {
    name: "Web Push",
    path: "/_outside/push",
    what: "Stand-in: browsers and what they were told",
    open: "/_outside/push",
  },
];

/** Answers the page at `/` and what it asks for under `/_local`. */
export async function serveLocal(stack: Stack, sql: postgres.Sql, outside: StandIn[]) {
  const names = await sql<{ name: string; slug: string }[]>`select name, slug from public.businesses`;
  const businesses = stack.whatsapp.channels.map(({ business, displayPhoneNumber }) => ({
    name: names.find(({ slug }) => slug === business)?.name ?? business,
    slug: business,
    displayPhoneNumber,
  }));
  const page = await renderPage({
    url: stack.url,
    services: servicesOf(stack),
    businesses,
    logins: stack.logins,
  });

  return async (request: Request, path: string): Promise<Response> => {
    if (path === "/") return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
    if (path === "/_local/activity") return Response.json(await readActivity(sql, outside));
    if (path === "/_local/say" && request.method === "POST") return await say(request, stack);
    return Response.json({ message: `Nothing is served under ${path}.` }, { status: 404 });
  };
}

async function say(request: Request, stack: Stack): Promise<Response> {
  // Another site's page can post here unasked, but not as JSON: for that the browser asks us first.
  if (!/^application\/json(\s*;|$)/i.test(request.headers.get("content-type") ?? "")) {
    return Response.json({ error: "Send JSON, with content-type: application/json." }, { status: 415 });
  }
  const said = Said.safeParse(await request.json().catch(() => undefined));
  if (!said.success) return Response.json({ error: z.prettifyError(said.error) }, { status: 400 });
  const { business } = said.data;
  if (business && !stack.whatsapp.channels.some((channel) => channel.business === business)) {
    return Response.json({ error: `There is no business '${business}'.` }, { status: 400 });
  }
  const answer = await postSigned(phoneMessage(said.data, findChannel(stack, business)), stack);
  return Response.json({ status: answer.status, answer: await answer.json() });
}
