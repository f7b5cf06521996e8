import { z } from "zod";

/** A time that is answered: what the driver read, as UTC text in milliseconds; also text that Postgres wrote itself. */
export const Time = z.date().transform((time) => time.toISOString()).pipe(z.iso.datetime({ offset: true }))
  .or(
    z.iso.datetime({ offset: true }),
  );

/** A time that is sent, and that Postgres takes too: it knows no year 0, and no offset of 16 hours or more. */
export const GivenTime = z.iso.datetime({ offset: true, abort: true }).refine(
  (time) => /^(?!0000).*(Z|[+-](0\d|1[0-5]):\d\d)$/.test(time),
  "There is no such time.",
);
