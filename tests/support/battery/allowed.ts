import { WORKER_SECRET } from "../functions.ts";
import { signLegacyToken, signToken } from "../tokens.ts";
import type { Call, Judge } from "./judge.ts";
import { createSubject, type Subject } from "./subject.ts";

/**
 * The positive control: the very request that was refused is done for one who may, in each way one may show it. Without
 * it a route that refuses everything would pass. Each control gets rows of its own.
 */
export async function tryAllowed(judge: Judge, subject: Subject): Promise<void> {
  for (const [name, call, asker] of await controls(subject)) {
    await subject.scene.fill();
    const fresh = await createSubject(subject, subject.scene, subject.knowledge, asker);
    const given = await call(fresh);
    const { status, headers, text } = await judge.call(name, {
      ...given,
      headers: { ...given.headers, "x-request-id": "forged" },
    });
    judge.check(
      status >= 200 && status < 300,
      `${name}: should be done, got ${status} ${
        text.slice(0, 300)
      }. If the request lacks something, tell the battery in ` +
        `tests/support/battery/flows/${subject.flow.name}.ts what a valid one is.`,
    );
    judge.check(headers.get("x-request-id") !== "forged", `${name}: took over a request id from outside`);
  }
  await judge.look();
}

type Ask = (fresh: Subject) => Call | Promise<Call>;
type Control = readonly [name: string, call: Ask, asker?: string];

async function controls({ route: { access }, scene, knowledge: { webhook } }: Subject): Promise<Control[]> {
  if (access.kind === "webhook") {
    return [["signed", ({ request, valid }) => {
      const bytes = webhook!.body(scene);
      const signed = webhook!.sign(bytes, webhook!.secretOf(valid.params));
      return request({
        body: bytes,
        headers: { "content-type": "application/json", ...signed },
      });
    }]];
  }
  const worker: Control = [
    "the worker secret",
    ({ request }) => request({ headers: { "x-worker-secret": WORKER_SECRET } }),
  ];
  if (access.kind === "worker") return [worker];

  const person = access.kind === "employee" ? await scene.holderOf(access.permission) : scene.nobody;
  const business = access.kind === "employee" ? scene.ours.id : undefined;
  const admin = scene.ours.employees.admin.userId;
  const bearer = (
    name: string,
    token: Promise<string>,
    scheme = "Bearer",
    named = business,
  ): [string, Ask] => [
    name,
    async ({ request }) =>
      request({ headers: { authorization: `${scheme} ${await token}` }, business: named }),
  ];
  return [
    bearer("a token of today", signToken(person)),
    bearer("a legacy token with the right secret", signLegacyToken(person)),
    bearer("a scheme in small letters", signToken(person), "bearer"),
    bearer("an audience among several", signToken(person, { aud: ["elsewhere", "authenticated"] })),
    ...access.kind === "employee"
      ? [
        bearer(
          "a hint instead of the header",
          signToken(person, { app_metadata: { business_id: business } }),
          "Bearer",
          // Nothing: absent would mean the default.
          "",
        ),
        bearer(
          "the header against a hint elsewhere",
          signToken(person, { app_metadata: { business_id: scene.theirs.id } }),
        ),
        [...bearer("an Admin", signToken(admin)), admin] satisfies Control,
      ]
      : [],
    ...access.kind === "open" ? [worker, ["anonymous", ({ request }) => request()] satisfies Control] : [],
  ];
}
