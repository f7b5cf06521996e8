import { WORKER_SECRET } from "../functions.ts";
import type { FlowKnowledge } from "./flow-knowledge.ts";
import type { Call } from "./judge.ts";
import { type FlowRoute, nameOf } from "./read-flows.ts";
import type { Scene } from "./scene.ts";
import { addressOf, type ValidRequest, validRequest } from "./valid-request.ts";

/** A route on trial: a valid request to it, which the cases then spoil in one way each. */
export interface Subject extends FlowRoute {
  name: string;
  scene: Scene;
  knowledge: FlowKnowledge;
  valid: ValidRequest;
  /** The valid request with something replaced. Without a body of its own it carries the valid one, as JSON. */
  request(spoilt?: Spoilt): Call;
  /** The same, signed in as someone who may, for the business it is about. */
  allowed(spoilt?: Spoilt): Call;
}

type Spoilt = Omit<Call, "path"> & Partial<Pick<ValidRequest, "params" | "query">> & {
  /** Instead of the headers that the contract declares. */
  declared?: Record<string, string>;
  /** Appended to the path as it is. */
  raw?: string;
};

/** `asker`: who will ask, where that is not one who holds just what is needed. */
export async function createSubject(
  flowRoute: FlowRoute,
  scene: Scene,
  knowledge: FlowKnowledge,
  asker?: string,
): Promise<Subject> {
  const { access } = flowRoute.route;
  const holder = asker ??
    (access.kind === "employee" ? await scene.holderOf(access.permission) : scene.nobody);
  const person = { userId: holder, businessId: scene.ours.id };
  const valid = await validRequest(flowRoute, scene, knowledge, person);

  const request: Subject["request"] = (
    { params, query, raw, headers, declared = valid.headers, ...call } = {},
  ) => {
    const address = { params: { ...valid.params, ...params }, query: query ?? valid.query };
    const json = valid.body !== undefined && !("body" in call);
    return {
      method: flowRoute.route.method.toUpperCase(),
      ...json ? { body: JSON.stringify(valid.body) } : {},
      ...call,
      headers: { ...json ? { "content-type": "application/json" } : {}, ...declared, ...headers },
      path: addressOf(flowRoute, address, raw),
    };
  };
  return {
    ...flowRoute,
    name: nameOf(flowRoute),
    scene,
    knowledge,
    valid,
    request,
    allowed(spoilt = {}) {
      if (access.kind === "worker") {
        return request({ ...spoilt, headers: { "x-worker-secret": WORKER_SECRET, ...spoilt.headers } });
      }
      if (access.kind === "employee") return request({ user: holder, business: scene.ours.id, ...spoilt });
      return request(access.kind === "user" ? { user: holder, ...spoilt } : spoilt);
    },
  };
}
