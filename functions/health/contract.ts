import { z } from "zod";

const Time = z.iso.datetime({ offset: true }).nullable();

export const ReadHealth = {
  summary: "Whether everything runs on time",
  description: "503 when it doesn't, with what is late. Details for those who know the worker secret.",
  output: z.object({
    status: z.enum(["ok", "late"]),
    late: z.array(z.string()).describe("What is late or failing, a sentence each"),
    details: z.object({
      last_tick_at: Time,
      queues: z.record(z.string(), z.object({ oldest_due_at: Time, dead: z.int() })),
      closed_providers: z.array(
        z.object({ name: z.string(), queue: z.string(), failures: z.int(), closed_until: z.string() }),
      ),
      dispatchers: z.record(
        z.string(),
        z.object({ answered_at: Time, status: z.int().nullable(), error: z.string().nullable() }),
      ),
    }).optional().describe("For workers only"),
  }),
};
