import type { Origin } from "../db/transaction.ts";

/** Where a request came from. The id is always ours: one sent along could be forged into someone else's trail. */
export function originOf(request: Request): Origin {
  const forwarded = request.headers.get("x-forwarded-for")?.split(",").map((hop) => hop.trim()) ?? [];
  return {
    requestId: crypto.randomUUID(),
    // The platform appends the address it saw; what stands before it was the caller's own claim.
    ip: forwarded.at(-1)?.slice(0, 45),
    userAgent: request.headers.get("user-agent")?.slice(0, 300),
  };
}
