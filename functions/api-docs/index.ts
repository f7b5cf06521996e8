import { createFlow } from "../../shared/http/create-flow.ts";
import { forEveryone } from "../../shared/http/route.ts";
import { ShowDocument } from "./contract.ts";
import { showDocument } from "./show-document.ts";

export default createFlow("api-docs", [
  forEveryone({ method: "get", path: "/", contract: ShowDocument, run: showDocument }),
]);
