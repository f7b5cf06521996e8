import type { FlowKnowledge } from "../flow-knowledge.ts";

const knowledge: FlowKnowledge = {
  async own({ sql }, { userId, businessId }) {
    const [row] = await sql<[{ id: string }]>`
      insert into public.notifications (business_id, employee_id, category, priority, title, body, language, action_path, bell)
      select business_id, id, 'system.test', 'normal', 'battery', 'battery', 'en', '/', true
      from public.employees where business_id = ${businessId} and user_id = ${userId}
      returning id`;
    return { id: row.id };
  },
};

export default knowledge;
