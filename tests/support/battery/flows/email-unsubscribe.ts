import { unsubscribeUrl } from "../../../../shared/mail/unsubscribe-url.ts";
import type { FlowKnowledge } from "../flow-knowledge.ts";

const knowledge: FlowKnowledge = {
  valid: (_route, { ours }) => {
    const url = unsubscribeUrl({ employee: ours.employees.agent.id, category: "conversations.message" });
    return { params: { token: url.slice(url.lastIndexOf("/") + 1) } };
  },
};

export default knowledge;
