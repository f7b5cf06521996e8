import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext } from "../../shared/http/route.ts";
import { Problem } from "../../shared/problem/problem.ts";
import { pushSoon } from "../../shared/push/push-soon.ts";
import { publicKey } from "./public-key.ts";

interface SentTest {
  devices: number;
  retry_after: number | null;
}

/**
 * Sends the caller a test: to one device, or to all of theirs. It leaves in the background, right after the commit. Throws
 * `unavailable`, `not_found`, and `too_many_requests` with the seconds to wait.
 */
export async function sendTest(
  { actor, origin, tenant }: EmployeeContext,
  device: string | null,
): Promise<{ devices: number }> {
  await publicKey();
  const [{ devices, retry_after }] = await asUser(
    actor,
    origin,
    (sql) =>
      sql<
        [SentTest]
      >`select devices, retry_after from private.send_test_notification(${tenant.businessId}, ${device})`,
  );
  if (retry_after !== null) {
    throw new Problem("too_many_requests", {
      detail: "At most five tests a minute are sent.",
      headers: { "retry-after": String(Math.max(1, retry_after)) },
    });
  }
  if (devices) pushSoon(origin);
  return { devices };
}
