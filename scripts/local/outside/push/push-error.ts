/** The kinds of refusal that autopush tells apart by `errno`. Source: mozilla-services/autopush-rs, docs/src/errors.md. */
const ERRNO = {
  missing_crypto: 101,
  unknown_endpoint: 102,
  too_large: 104,
  gone: 106,
  unauthorized: 109,
  bad_crypto: 110,
  bad_ttl: 112,
  bad_topic: 113,
  missing_header: 111,
} as const;

/** Why a push is refused. */
export interface PushFault {
  status: number;
  kind: keyof typeof ERRNO;
  message: string;
}

const NAMES: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  410: "Gone",
  413: "Payload Too Large",
};

/** A refusal as Mozilla words it, with Apple's `reason` where that is the stricter judge: of tokens. */
export const refusePush = ({ status, kind, message }: PushFault): Response =>
  Response.json({
    code: status,
    errno: ERRNO[kind],
    error: NAMES[status] ?? "Error",
    message,
    ...(status === 403 ? { reason: "BadJwtToken" } : {}),
  }, { status });
