import type { Reference } from "../../../functions/api-docs/open-api.ts";

/** The header that every answer carries. */
export const REQUEST_ID: Record<string, Reference> = {
  "x-request-id": { $ref: "#/components/headers/RequestId" },
};
