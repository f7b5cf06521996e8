/** What Meta puts into its error envelope beside the trace id. */
export interface GraphFailure {
  /** HTTP status. */
  status: number;
  code: number;
  message: string;
  /** Goes out as `error_data.details`, as the WhatsApp codes (131xxx) have it. */
  details?: string;
}

/** An error as the Graph API words it. */
export function graphError({ status, code, message, details }: GraphFailure): Response {
  const error = {
    message,
    type: "OAuthException",
    code,
    ...(details && { error_data: { messaging_product: "whatsapp", details } }),
    fbtrace_id: `A${
      crypto.getRandomValues(new Uint8Array(16)).toBase64({ alphabet: "base64url", omitPadding: true })
    }`,
  };
  return Response.json({ error }, { status });
}
