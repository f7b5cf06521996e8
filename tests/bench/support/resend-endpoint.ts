import { createResend } from "../../../scripts/local/outside/resend.ts";

/** Resend's stand-in without its rate limit, as a process of its own. */
const resend = createResend({ rateLimit: false });
Deno.serve({ hostname: "127.0.0.1", port: Number(Deno.env.get("FUNCTIONS_PORT")) }, resend.handle);
