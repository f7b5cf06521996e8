/** What the catalogue can't tell about a table. Nothing else about the isolation suite is written per table. */
interface Fixture {
  /** Values, as text, for columns that no generated value fits; `unique` differs from row to row. */
  values?: (unique: number) => Record<string, string>;
  /** Take a row that is there already and fits this condition, rather than make one. */
  existing?: string;
}

export const FIXTURES: Record<string, Fixture> = {
  "public.businesses": { existing: "true" },
  // Not an Admin: the last one of a business can't be touched.
  "public.employees": { existing: "display_name = 'Colleague'" },
  // Only triggers write it.
  "public.audit_logs": { existing: "true" },
  "public.quiet_hours": {
    values: () => ({ quiet_from: "22:00", quiet_until: "07:00", time_zone: "UTC" }),
  },
  "public.notifications": { values: () => ({ action_path: "/" }) },
  "public.push_subscriptions": {
    values: (unique) => ({
      endpoint: `https://push.test/${unique}`,
      p256dh: "p".repeat(87),
      auth: "a".repeat(22),
    }),
  },
};

/** Tables of `public` that belong to no business: the column that says whose a row is, or `everyone`'s. */
export const GLOBAL_TABLES: Record<string, "everyone" | { ownedBy: string }> = {
  // The registry of what can be permitted: the same for all, and no secret.
  "public.permissions": "everyone",
  // A person may see whether they are one.
  "public.platform_admins": { ownedBy: "user_id" },
  // The registry of what one can be told of: as public.permissions.
  "public.notification_categories": "everyone",
};

export interface PersonalTable {
  /** The column that says which employee a row belongs to. */
  owner: string;
  /** The column by which a row names a permission that even its owner must hold to see it; null there for none. */
  permission?: string;
}

/**
 * Tables whose rows belong to one employee each, and are nobody else's business: a colleague who holds every permission
 * neither sees nor changes nor makes one, and an Admin is a colleague. Their policies ask who one is, not what one may do.
 */
export const PERSONAL_TABLES: Record<string, PersonalTable> = {
  "public.notification_preferences": { owner: "employee_id" },
  "public.quiet_hours": { owner: "employee_id" },
  // Who has lost a permission no longer sees what they were told by it.
  "public.notifications": { owner: "employee_id", permission: "permission" },
  "public.push_subscriptions": { owner: "employee_id" },
};

/** Columns that nobody reads through the Data API, not even whose row it is, in tables that they do read. */
export const SECRET_COLUMNS: Record<string, string[]> = {
  // Whoever knows them can write to that browser.
  "public.push_subscriptions": ["endpoint", "p256dh", "auth"],
};

/** Tables in which a person sees their own row whatever they may do: the column that says who they are. */
export const OWN_ROWS: Record<string, string> = {
  // An app must be able to say "you are no longer employed at …".
  "public.employees": "user_id",
};

/** Tables whose rows need not belong to a business. */
export const MAY_BELONG_TO_NOBODY = new Set([
  // Changes of the permissions registry and of platform_admins are audited too; no employee sees those rows.
  "public.audit_logs",
  // The installation's own mails, to people who are in no business yet; their addresses bounce, too.
  "public.communication_logs",
  "public.email_suppressions",
  // The installation's own jobs.
  "private.jobs",
]);

/** Tables whose `updated_at` doesn't follow every update, and why. Their guard holds the business all the same. */
export const KEEP_THEIR_TIME: Record<string, string> = {
  "public.notifications":
    "It is when it last told something new: to mark it read must not put it on top of the list.",
};

/** Policies beyond the one shape, and what they may say, as Postgres prints it without casts and aliases. */
export const POLICY_EXCEPTIONS: Record<string, { using: string; reason: string }> = {
  "public.permissions: everyone signed in reads the registry": {
    using: "true",
    reason: "The registry is the same for every business.",
  },
  "public.platform_admins: a person sees whether they are one": {
    using: "(user_id = ( SELECT auth.uid()))",
    reason: "It belongs to no business.",
  },
  "public.notification_categories: everyone signed in reads the categories": {
    using: "true",
    reason: "The registry is the same for every business.",
  },
  "public.notifications: one's own, as far as one may still know": {
    using:
      "((employee_id = ANY (ARRAY( SELECT private.employees_that_are_me()))) AND ((permission IS NULL) OR " +
      "(((business_id || ':') || permission) = ANY (ARRAY( SELECT private.my_permissions())))))",
    reason: "Each row names the permission that its owner needs to go on seeing it.",
  },
  "public.employees: employees read employees, and themselves": {
    using:
      "((business_id = ANY (ARRAY( SELECT private.businesses_with('employees.read')))) OR (user_id = ( SELECT auth.uid())))",
    reason: "A person sees their own membership, also one that ended.",
  },
};

/** Codes with which a trigger may refuse a row before the policy gets to see it. */
export const SCOPE_REFUSALS = ["FD000/beyond_your_permissions"];

/** Arguments of functions whose type alone doesn't say what to pass. `business` and names of tables need no entry. */
export const ARGUMENTS: Record<string, string> = {
  words: "text",
  required: "business.read",
  of_kind: "notification",
  of_language: "en",
  device: JSON.stringify({
    endpoint: "https://push.test/a-device-of-the-isolation-suite",
    p256dh: "q".repeat(87),
    auth: "b".repeat(22),
  }),
};

/** Arguments that are the id of a row, under another name than their table's. */
export const ARGUMENT_TABLES: Record<string, string> = {
  up_to: "public.messages",
};
