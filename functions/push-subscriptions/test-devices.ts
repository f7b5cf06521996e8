import type { EmployeeContext, Output } from "../../shared/http/route.ts";
import type { TestDevices } from "./contract.ts";
import { sendTest } from "./send-test.ts";

/** Throws as `sendTest` does. */
export function testDevices(context: EmployeeContext): Promise<Output<typeof TestDevices>> {
  return sendTest(context, null);
}
