import type { EmployeeContext, Input, Output } from "../../shared/http/route.ts";
import type { TestDevice } from "./contract.ts";
import { sendTest } from "./send-test.ts";

/** Throws as `sendTest` does. */
export function testDevice(
  context: EmployeeContext,
  { params: { id } }: Input<typeof TestDevice>,
): Promise<Output<typeof TestDevice>> {
  return sendTest(context, id);
}
