import { Hono } from "hono";
import { z } from "zod";

/** The least that a function of this stack can be: what every flow is measured against. */
const Greeting = z.object({ name: z.string().min(1) });

const app = new Hono().basePath("/bare");
app.get("/", (c) => c.json({ hello: Greeting.parse(c.req.query()).name }));
app.notFound((c) => c.json({ code: "not_found" }, 404));

export default { name: "bare", fetch: (request: Request) => app.fetch(request) };
