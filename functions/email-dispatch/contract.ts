import { z } from "zod";
import { DrainReport } from "../../shared/jobs/drain-report.ts";

export const DispatchEmails = {
  summary: "Write and send the mails that are due",
  description:
    "The clock calls it while something waits. It ends when nothing is due any more, or in time for the platform.",
  output: z.object({ email: DrainReport, email_batches: DrainReport }),
};
