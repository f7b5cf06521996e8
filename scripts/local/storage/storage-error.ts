import postgres from "postgres";

/**
 * A refusal in Storage's own words. The service answers HTTP 400 to nearly all of them and puts the true status
 * into the body as text (supabase/storage#323), so callers must look at `statusCode`; the stand-in does the same.
 */
export class StorageError extends Error {
  constructor(
    readonly statusCode: string,
    readonly code: string,
    message: string,
    readonly error: string = code,
  ) {
    super(message);
  }

  response(): Response {
    const { statusCode, code, error, message } = this;
    return Response.json({ statusCode, code, error, message }, {
      status: Number(statusCode) >= 500 ? 500 : 400,
    });
  }
}

export const noSuchBucket = () =>
  new StorageError("404", "NoSuchBucket", "Bucket not found", "Bucket not found");
export const noSuchKey = () => new StorageError("404", "NoSuchKey", "Object not found", "not_found");
export const accessDenied = (message: string) =>
  new StorageError("403", "AccessDenied", message, "Unauthorized");
export const alreadyExists = () =>
  new StorageError("409", "ResourceAlreadyExists", "The resource already exists", "Duplicate");
export const tooLarge = () =>
  new StorageError(
    "413",
    "EntityTooLarge",
    "The object exceeded the maximum allowed size",
    "Payload too large",
  );
export const invalidMimeType = (mimeType: string) =>
  new StorageError("415", "InvalidMimeType", `mime type ${mimeType} is not supported`, "invalid_mime_type");
export const invalidKey = (key: string) => new StorageError("400", "InvalidKey", `Invalid key: ${key}`);
export const invalidRequest = (message: string) => new StorageError("400", "InvalidRequest", message);
export const invalidToken = (message: string) => new StorageError("400", "InvalidJWT", message);
export const invalidSignature = () => new StorageError("400", "InvalidSignature", "Invalid signature");

/** What Storage says for an error that left a route; `undefined` for one that nobody expected. */
export function storageErrorFrom(error: unknown): StorageError | undefined {
  if (error instanceof StorageError) return error;
  if (!(error instanceof postgres.PostgresError)) return undefined;
  if (error.code === "42501") return accessDenied("new row violates row-level security policy");
  if (error.code === "23505") return alreadyExists();
  if (error.code === "23503") {
    return new StorageError("404", "InvalidRequest", "The related resource does not exist");
  }
  // Class 22: a value that Postgres can't hold, such as a name with a zero byte.
  if (error.code.startsWith("22")) return invalidRequest(`The database can't take a value: ${error.message}`);
  return undefined;
}
