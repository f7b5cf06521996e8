import { badCredentials } from "../credentials.ts";
import { WORKER_SECRET } from "../../functions.ts";
import type { Refusal } from "../judge.ts";
import type { Subject } from "../subject.ts";

/**
 * Absent, wrong, and of the wrong kind. What is wrong is refused by open routes too: a bad credential never falls
 * through to anonymous. It is the first guard, so it answers before anyone looks at the body.
 */
export async function credentialCases(
  { route: { access, contract }, scene, request }: Subject,
): Promise<Refusal[]> {
  if (access.kind === "webhook") return [];
  const person = access.kind === "employee" ? await scene.holderOf(access.permission) : scene.nobody;
  const business = access.kind === "employee" ? scene.ours.id : undefined;
  const wrong = (await badCredentials(person)).map(({ name, headers }): Refusal => ({
    name,
    call: request({ headers, business }),
    code: "credential_invalid",
    like: "garbage",
  }));
  // What the others are compared with comes first.
  wrong.sort((a, b) => Number(b.name === "garbage") - Number(a.name === "garbage"));
  if (access.kind === "open") return wrong;

  const headers = { "x-worker-secret": WORKER_SECRET };
  const code = "credential_missing";
  return [
    ...wrong,
    { name: "no credential", call: request({ business }), code },
    access.kind === "worker"
      ? {
        name: "a person instead of a worker",
        call: request({ user: scene.ours.employees.admin.userId, business }),
        code,
      }
      : { name: "a worker instead of a person", call: request({ headers, business }), code },
    ...contract.body
      ? [{
        name: "no credential, and no JSON either",
        call: request({ body: "{", headers: { "content-type": "text/plain" } }),
        code,
      }]
      : [],
  ];
}
