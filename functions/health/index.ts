import { createFlow } from "../../shared/http/create-flow.ts";
import { forEveryone } from "../../shared/http/route.ts";
import { ReadHealth } from "./contract.ts";
import { readHealth } from "./read-health.ts";

export default createFlow("health", [
  forEveryone({ method: "get", path: "/", contract: ReadHealth, run: readHealth }),
]);
