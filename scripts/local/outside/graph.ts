import { graphError } from "./graph-error.ts";
import { acceptMessage } from "./graph-message.ts";
import { createStandIn, type StandIn } from "./stand-in.ts";

/** A number that the stand-in knows by name. It plays along with any other id, too. */
export interface GraphNumber {
  phoneNumberId: string;
  displayPhoneNumber: string;
  verifiedName: string;
}

/** Meta's Graph API for WhatsApp, as far as Frontdesk speaks it, under `/_outside/graph/v<version>/…`. */
export function createGraph(numbers: GraphNumber[] = []): StandIn {
  return createStandIn("graph", (request, path, body) => {
    if (!/^Bearer \S+$/i.test(request.headers.get("authorization") ?? "")) {
      return graphError({
        status: 401,
        code: 190,
        message: "Invalid OAuth access token - Cannot parse access token",
      });
    }
    const [, id = "", edge = ""] = /^\/v\d+\.\d+\/([\w.-]+)(?:\/(\w+))?$/.exec(path) ?? [];
    switch (`${request.method} ${edge}`) {
      case "POST messages":
        return acceptMessage(body);
      case "POST subscribed_apps":
        return Response.json({ success: true });
      case "GET ":
        if (id) return showNumber(id, numbers.find((number) => number.phoneNumberId === id));
    }
    // Meta answers 400 here, not 404.
    const unknown = path.replace(/^\/v\d+\.\d+(?:\/[\w.-]+)?(?=\/)/, "");
    return graphError({ status: 400, code: 2500, message: `Unknown path components: ${unknown}` });
  });
}

function showNumber(id: string, known?: GraphNumber): Response {
  return Response.json({
    id,
    display_phone_number: known?.displayPhoneNumber ??
      `+1 555-${id.replaceAll(/\D/g, "").slice(-7).padStart(7, "0")}`,
    verified_name: known?.verifiedName ?? "Test Number",
    quality_rating: "GREEN",
  });
}
