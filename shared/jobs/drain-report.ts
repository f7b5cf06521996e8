import { z } from "zod";

/** How many jobs a drain brought to which end. */
export const DrainReport = z.object({
  done: z.int(),
  skipped: z.int(),
  retry: z.int(),
  postponed: z.int(),
  dead: z.int(),
  empty: z.boolean().describe("Nothing was due any more when it ended"),
});
export type DrainReport = z.infer<typeof DrainReport>;
