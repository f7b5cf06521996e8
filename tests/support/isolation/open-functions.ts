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

  "private.employees_that_are_me": {
    to: both,
    why: "policies of what is personal; tells the caller only of themselves",
  },
  "private.my_permissions": {
    to: both,
    why: "the policy of notifications; tells the caller only of themselves",
  },
  "private.subscribe_push": {
    to: ["authenticated"],
    why: "adds the caller's own browser; an endpoint's former owner is no longer before it",
    answersEveryEmployee: true,
  },
  "private.send_test_notification": {
    to: ["authenticated"],
    why: "tells the caller's own devices; counts how often",
    answersEveryEmployee: true,
  },
  "private.save_email_template": {
    to: ["authenticated"],
    why: "numbers versions, also for two who save at once",
  },
  "private.retire_email_template": { to: ["authenticated"], why: "as save_email_template" },

  "private.permissions_of": { to: ["service_role"], why: "workers look at what someone may do" },
  "private.create_business": {
    to: ["service_role"],
    why: "sign-up, an installation's matter",
  },
  "private.receive_whatsapp": { to: ["service_role"], why: "the webhook" },

  "private.enqueue": { to: ["service_role"], why: "workers write jobs" },
  "private.cancel_jobs": { to: ["service_role"], why: "workers take jobs back" },
  "private.claim_jobs": { to: ["service_role"], why: "dispatchers" },
  "private.settle_jobs": { to: ["service_role"], why: "dispatchers" },
  "private.admit_calls": { to: ["service_role"], why: "dispatchers: the gate before a provider" },
  "private.report_success": { to: ["service_role"], why: "dispatchers: the gate before a provider" },
  "private.report_failure": { to: ["service_role"], why: "dispatchers: the gate before a provider" },
  "private.read_health": {
    to: ["service_role"],
    why: "the flow health, which tells strangers no more than whether",
  },

  "private.notify": { to: ["service_role"], why: "workers tell employees of what happened" },
  "private.after_quiet": { to: ["service_role"], why: "the look again just before sending" },
  "private.holds": { to: ["service_role"], why: "the look again just before sending" },
  "private.record_pushes": { to: ["service_role"], why: "push-dispatch" },
  "private.email_addresses": { to: ["service_role"], why: "email-dispatch; Auth's tables stay closed" },
  "private.freeze_emails": { to: ["service_role"], why: "email-dispatch" },
  "private.close_email_batch": { to: ["service_role"], why: "email-dispatch" },
  "private.split_email_batch": { to: ["service_role"], why: "email-dispatch" },
  "private.thaw_email_batch": { to: ["service_role"], why: "email-dispatch" },
  "private.stop_emails": {
    to: ["service_role"],
    why: "email-unsubscribe: a signed link, without signing in",
  },
  "private.receive_resend_event": { to: ["service_role"], why: "Resend's webhook" },
};
