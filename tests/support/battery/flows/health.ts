import type { FlowKnowledge } from "../flow-knowledge.ts";

const knowledge: FlowKnowledge = {
  /** A clock that stood still would be no healthy system. */
  async prepare({ sql }) {
    await sql`update private.clock set last_tick_at = now()`;
  },
};

export default knowledge;
