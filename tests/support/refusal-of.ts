import postgres from "postgres";

/**
 * How Postgres refused: its SQLSTATE, or `FD000/<code>` where one of our own codes stands behind it; "nothing" if it
 * did not. Any other error is thrown on.
 */
export async function refusalOf(attempt: PromiseLike<unknown>): Promise<string> {
  try {
    await attempt;
    return "nothing";
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    return error.code === "FD000" ? `FD000/${error.detail}` : error.code;
  }
}
