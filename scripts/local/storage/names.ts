import { invalidKey, StorageError } from "./storage-error.ts";

/** What hosted Storage takes: letters, digits and the marks that S3 handles. Anything else must be renamed first. */
const ALLOWED = /^[\w/!\-.*'() &$@=;:+,?]+$/;

/**
 * Stops a name that hosted Storage would refuse, and names with `.`, `..` or empty parts, which it may take.
 * No path on disk is ever made of a name; this only keeps what looks like an escape from being stored at all.
 */
export function mustBeKey(name: string): string {
  const odd = name.split("/").some((part) => part === "" || part === "." || part === "..");
  if (odd || name.length > 1024 || !ALLOWED.test(name)) throw invalidKey(name);
  return name;
}

/** Stops a bucket name that hosted Storage would refuse. */
export function mustBeBucketName(name: string): string {
  if (name.length > 100 || name.includes("/") || name.trim() !== name || !ALLOWED.test(name)) {
    throw new StorageError("400", "InvalidBucketName", "Bucket name invalid", "Invalid Input");
  }
  return name;
}
