type Caller = "authenticated" | "service_role";

interface Opening {
  to: Caller[];
  why: string;
  /** Tells every employee of the business something, whatever they may do there. */
  answersEveryEmployee?: boolean;
  /** What it raises when given any values, where raising is its purpose. */
  raises?: string[];
}

const both: Caller[] = ["authenticated", "service_role"];

/**
 * Every function that a role may execute, by its name. One that is not here is open to nobody: opening a function is
 * a decision, and this is where it is written down. Those of `authenticated` are tried by function-probes.ts.
 */
export const OPEN_FUNCTIONS: Record<string, Opening> = {
  "private.businesses_with": { to: both, why: "policies; tells the caller only of themselves" },
  "private.require_permission": { to: both, why: "the check that functions start with" },
  "private.refuse": { to: both, why: "raises, nothing else", raises: ["FD000/text1"] },
  "private.my_membership": {
    to: ["authenticated"],
    why: "resolve-tenant: the caller's own place in a business",
    answersEveryEmployee: true,
  },
  "private.mark_read": {
    to: ["authenticated"],
    why: "counts what arrived meanwhile, atomically",
  },
  "private.search_messages": {
    to: ["authenticated"],
    why: "a text index can't be used under row level security",
  },
  "private.search_clients": { to: ["authenticated"], why: "as search_messages" },

  "private.permissions_of": { to: ["service_role"], why: "workers look at what someone may do" },
  "private.create_business": {
    to: ["service_role"],
    why: "sign-up, an installation's matter",
  },
  "private.receive_whatsapp": { to: ["service_role"], why: "the webhook" },
};
