/**
 * Whether this is a name of the IANA time zone database. Postgres alone would also take "X5", and mean a place five hours
 * west of Greenwich: for offsets there is no telling whose sign is meant.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}
