/** What is wrong with a request, in Resend's terms. Its codes stand in its API reference under "Errors". */
export interface ResendFailure {
  statusCode: number;
  name: string;
  message: string;
}

/** An error as Resend words it. */
export const resendError = (statusCode: number, name: string, message: string, headers?: HeadersInit) =>
  Response.json({ statusCode, name, message } satisfies ResendFailure, { status: statusCode, headers });
