/** The keys of public.permissions, which says what each means. A test holds the two equal. */
export const PERMISSIONS = [
  "audit.read",
  "business.read",
  "business.update",
  "channels.manage",
  "channels.read",
  "clients.read",
  "clients.update",
  "communications.manage",
  "communications.read",
  "conversations.read",
  "conversations.reply",
  "employees.manage",
  "employees.read",
  "roles.manage",
] as const;

export type Permission = typeof PERMISSIONS[number];
