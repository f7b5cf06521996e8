import { makeBrowser } from "../../push/subscribe.ts";
import type { FlowKnowledge } from "../flow-knowledge.ts";

const knowledge: FlowKnowledge = {
  /** One new device. Pushes are muted: a dispatcher at work in the background would change what the battery looks at. */
  async own({ sql }, { userId, businessId }) {
    const [{ employee }] = await sql<[{ employee: string }]>`
      select id as employee from public.employees where business_id = ${businessId} and user_id = ${userId}`;
    await sql`
      insert into public.notification_preferences (business_id, employee_id, category, channel, enabled)
      select ${businessId}, ${employee}, key, 'push', false from public.notification_categories on conflict do nothing`;
    await sql`delete from private.notification_tests where employee_id = ${employee}`;
    const { keys } = makeBrowser().browser;
    const [device] = await sql<[{ id: string }]>`
      insert into public.push_subscriptions (business_id, employee_id, endpoint, p256dh, auth)
      values (${businessId}, ${employee}, ${`https://push.battery.test/${crypto.randomUUID()}`}, ${keys.p256dh}, ${keys.auth})
      returning id`;
    return { id: device.id };
  },
};

export default knowledge;
