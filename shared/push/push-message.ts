import { appUrl } from "../notify/app-url.ts";
import type { PushContent } from "./payload.ts";
import type { PendingPush } from "./pushes-to-send.ts";
import type { PushOptions } from "./send-push.ts";

const HOUR = 3_600_000;

/** For how long after its time, in milliseconds, a push still tells anything new. */
const LIFE: Record<PendingPush["priority"], number> = {
  low: HOUR,
  normal: 4 * HOUR,
  high: 12 * HOUR,
  urgent: 24 * HOUR,
};

/** The same for the most urgent, which nothing outlives. */
export const LONGEST_LIFE = LIFE.urgent;

/** What the device shows. */
export const contentOf = (push: PendingPush): PushContent => ({
  title: push.title,
  body: push.occurrences > 1 ? `(${push.occurrences}) ${push.body}` : push.body,
  navigate: appUrl(push.action_path),
  lang: push.language,
  tag: push.topic,
  badge: push.badge,
});

/** Milliseconds for which it is still worth delivering; 0 or less when it is too late. */
export function lifeLeft({ priority, expires_in_ms, updated_at }: PendingPush, dueAt: Date): number {
  const since = Math.max(dueAt.getTime(), updated_at.getTime());
  return Math.min(LIFE[priority] - (Date.now() - since), expires_in_ms ?? Infinity);
}

/** What the push service is told: for how long to try, and what may be replaced by what. */
export const optionsOf = (push: PendingPush, dueAt: Date): PushOptions => ({
  ttl: Math.ceil(lifeLeft(push, dueAt) / 1000),
  urgency: push.priority === "urgent" ? "high" : push.priority,
  topic: push.topic,
});
