/** The keys of public.notification_categories, which says what each means. A test holds the two equal. */
export const NOTIFICATION_CATEGORIES = [
  "conversations.message",
  "conversations.new",
  "system.test",
] as const;

export type NotificationCategory = typeof NOTIFICATION_CATEGORIES[number];
