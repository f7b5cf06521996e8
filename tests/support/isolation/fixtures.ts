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
};

/** Tables of `public` that belong to no business: the column that says whose a row is, or `everyone`'s. */
export const GLOBAL_TABLES: Record<string, "everyone" | { ownedBy: string }> = {
  // The registry of what can be permitted: the same for all, and no secret.
  "public.permissions": "everyone",
  // A person may see whether they are one.
  "public.platform_admins": { ownedBy: "user_id" },
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
]);

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
};

/** Arguments that are the id of a row, under another name than their table's. */
export const ARGUMENT_TABLES: Record<string, string> = {
  up_to: "public.messages",
};
