import { createFlow } from "../../shared/http/create-flow.ts";
import { forMember } from "../../shared/http/route.ts";
import * as contract from "./contract.ts";
import { getPublicKey } from "./get-public-key.ts";
import { listDevices } from "./list-devices.ts";
import { removeDevice } from "./remove-device.ts";
import { renameDevice } from "./rename-device.ts";
import { subscribe } from "./subscribe.ts";
import { testDevice } from "./test-device.ts";
import { testDevices } from "./test-devices.ts";

export default createFlow("push-subscriptions", [
  forMember({ method: "get", path: "/key", contract: contract.GetPublicKey, run: getPublicKey }),
  forMember({ method: "post", path: "/", contract: contract.Subscribe, run: subscribe }),
  forMember({ method: "get", path: "/", contract: contract.ListDevices, run: listDevices }),
  forMember({ method: "post", path: "/test", contract: contract.TestDevices, run: testDevices }),
  forMember({ method: "patch", path: "/:id", contract: contract.RenameDevice, run: renameDevice }),
  forMember({ method: "delete", path: "/:id", contract: contract.RemoveDevice, run: removeDevice }),
  forMember({ method: "post", path: "/:id/test", contract: contract.TestDevice, run: testDevice }),
]);
