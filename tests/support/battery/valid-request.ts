import type { FlowKnowledge, Person } from "./flow-knowledge.ts";
import { type FlowRoute, nameOf } from "./read-flows.ts";
import { sample } from "./sample.ts";
import type { Scene } from "./scene.ts";

/** What a route takes, before it becomes an address and a body. */
export interface ValidRequest {
  params: Record<string, string>;
  query: Record<string, string>;
  headers: Record<string, string>;
  body?: unknown;
}

/**
 * A request that a route would do for one who may, such as `person`: from the contract, with ids of the newest rows of
 * their business in the path: `:id` is of the table the flow is named for, `:channel` or `:channel_id` of `channels`.
 */
export async function validRequest(
  subject: FlowRoute,
  scene: Scene,
  knowledge: FlowKnowledge,
  person: Person,
): Promise<ValidRequest> {
  const { flow, route } = subject;
  const { params, query, headers, body } = route.contract;
  const named = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  const found = await Promise.all(named.map(async (name) => {
    const id = await scene.newest(tableOf(flow.name, name), person.businessId);
    return id ? { [name]: id } : {};
  }));
  const own = await knowledge.own?.(scene, person) ?? {};
  const generated = {
    params: {
      ...params ? sample(params, `the path of ${nameOf(subject)}`) as Record<string, string> : {},
      ...Object.assign({}, ...found) as Record<string, string>,
      ...Object.fromEntries(Object.entries(own).filter(([name]) => named.includes(name))),
    },
    query: query ? asTexts(sample(query, `the query of ${nameOf(subject)}`)) : {},
    headers: headers ? asTexts(sample(headers, `the headers of ${nameOf(subject)}`)) : {},
    body: body && sample(body, `the body of ${nameOf(subject)}`),
  };
  const request = { ...generated, ...knowledge.valid?.(route, scene) };
  for (const name of named) {
    if (request.params[name] === undefined) {
      throw new Error(
        `The battery finds no value for ':${name}' of ${
          nameOf(subject)
        }: declare it in the contract's params.`,
      );
    }
  }
  return request;
}

const tableOf = (flow: string, parameter: string) =>
  parameter === "id" ? flow.replaceAll("-", "_") : `${parameter.replace(/_id$/, "")}s`;

const asTexts = (query: unknown) =>
  Object.fromEntries(
    Object.entries(query as Record<string, unknown>).map(([name, value]) => [name, String(value)]),
  );

/** The address of a route with these values in it. `raw` is put in as it is, for what no encoder would write. */
export function addressOf(
  { flow, route }: FlowRoute,
  { params, query }: Pick<ValidRequest, "params" | "query">,
  raw = "",
): string {
  const path = route.path === "/" ? "" : route.path.replaceAll(
    /:(\w+)/g,
    (_, name) => encodeURIComponent(params[name] ?? ""),
  );
  const search = new URLSearchParams(query).toString();
  return `/${flow.name}${path}${raw}${search && `?${search}`}`;
}
