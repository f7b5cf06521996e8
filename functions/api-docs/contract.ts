import { z } from "zod";

export const ShowDocument = {
  summary: "This document",
  description:
    "OpenAPI 3.1 as JSON, or a page to read: whichever of the two `Accept` prefers, JSON when it doesn't say.",
  headers: z.object({ accept: z.string().max(1000).optional() }),
  output: z.union([
    z.looseObject({ openapi: z.literal("3.1.0") }),
    z.string().meta({ contentMediaType: "text/html" }),
  ]),
};
