import { z } from "zod";

export const ReceiveEvent = {
  summary: "Take an event of Resend",
  description:
    "Signed as Svix does, over the id, the time and the exact bytes; no older than five minutes. Answers 200 once the " +
    "event is stored, whatever it contains; the same id again changes nothing. `unavailable` where the installation " +
    "has no secret to check it with.",
  output: z.object({ received: z.literal(true) }),
};
