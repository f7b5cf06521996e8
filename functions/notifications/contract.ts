import { z } from "zod";
import { GivenTime, Time } from "../../shared/http/time.ts";
import { NOTIFICATION_CATEGORIES } from "../../shared/notify/categories.ts";
import { isTimeZone } from "./is-time-zone.ts";

const Category = z.enum(NOTIFICATION_CATEGORIES);
const Channel = z.enum(["bell", "push", "email"]);

const Notification = z.object({
  id: z.uuid(),
  category: z.string(),
  priority: z.enum(["low", "normal", "high", "urgent"]),
  title: z.string(),
  body: z.string(),
  language: z.string().describe("Of title and body"),
  action_url: z.url().describe("Where it leads in the app"),
  related: z.object({ kind: z.string(), id: z.uuid() }).nullable().describe("What it is about"),
  occurrences: z.int().describe("How many events it stands for"),
  seen_at: Time.nullable(),
  read_at: Time.nullable(),
  archived_at: Time.nullable(),
  expires_at: Time.nullable(),
  created_at: Time,
  updated_at: Time.describe("When it last counted an event"),
}).meta({ id: "Notification" });

const counts = {
  unread: z.int().describe("Neither read nor archived"),
  unseen: z.int().describe("Of these, never on the screen: the badge"),
};
const Counts = z.object(counts).meta({ id: "NotificationCounts" });

const Preferences = z.object({
  preferences: z.array(z.object({
    category: z.string(),
    description: z.string(),
    channel: Channel,
    enabled: z.boolean().describe("What holds for the caller"),
    own: z.boolean().describe("Said by themselves; otherwise it is the category's default"),
  })),
  quiet_hours: z.object({ from: z.string(), until: z.string(), time_zone: z.string() }).nullable(),
}).meta({ id: "NotificationPreferences" });

const params = z.object({ id: z.uuid() });

export const ListNotifications = {
  summary: "The caller's notifications, newest first",
  description:
    "What has expired, and what the caller may no longer know, isn't there. Counts are of all pages.",
  query: z.object({
    state: z.enum(["unread", "unseen", "all", "archived"]).default("all").describe(
      "`all` is all that isn't archived",
    ),
    category: Category.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor: z.string().max(200).optional().describe("`next` of the page before"),
  }),
  output: z.object({ notifications: z.array(Notification), ...counts, next: z.string().nullable() }),
};

export const CountNotifications = { summary: "How many are unread and unseen: the badge", output: Counts };

export const MarkSeen = {
  summary: "Mark notifications seen",
  description: "All of them, or those named; an id that isn't among the caller's own is passed over.",
  body: z.object({ ids: z.array(z.uuid()).min(1).max(100).optional() }),
  output: Counts,
};

export const ReadAllNotifications = {
  summary: "Mark all notifications read",
  body: z.object({
    category: Category.optional(),
    up_to: GivenTime.optional().describe(
      "`updated_at` of the newest one on the screen: what came later stays unread",
    ),
  }),
  output: Counts,
};

export const ReadNotification = {
  summary: "Mark a notification read",
  description: "And so seen. It keeps the time at which it was first read.",
  params,
  output: Counts,
};

export const UnreadNotification = {
  summary: "Mark a notification unread again",
  description: "What happens next in the same matter is told by a notification of its own.",
  params,
  output: Counts,
};

export const ArchiveNotification = { summary: "Put a notification away", params, output: Counts };

export const DeleteNotification = { summary: "Delete a notification", params, output: Counts };

export const GetPreferences = {
  summary: "What the caller wants to hear of, where, and when not",
  output: Preferences,
};

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Must be a time of day like 22:00.");

const QuietHours = z.object({
  from: Clock,
  until: Clock.describe("May be on the next day"),
  time_zone: z.string().max(80).refine(isTimeZone, "Must be a time zone like Asia/Beirut."),
}).refine(({ from, until }) => from !== until, { path: ["until"], message: "Must differ from 'from'." })
  .meta({ examples: [{ from: "22:00", until: "07:00", time_zone: "Asia/Beirut" }] });

export const SetPreferences = {
  summary: "Change what the caller wants to hear of, where, and when not",
  description: "Whatever isn't named stays as it is. Urgent notifications pass through quiet hours.",
  body: z.object({
    changes: z.array(z.object({
      category: Category,
      channel: Channel,
      enabled: z.boolean().nullable().describe("Null: as the category has it by default"),
    })).max(100).default([]),
    quiet_hours: QuietHours.nullable().optional().describe("Null: none"),
  }),
  output: Preferences,
};
