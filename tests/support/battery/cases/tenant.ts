import { signToken } from "../../tokens.ts";
import type { Refusal } from "../judge.ts";
import type { Subject } from "../subject.ts";
import { validRequest } from "../valid-request.ts";

const NOBODYS = "an unknown business";

/** Strangers, former employees, closed businesses: to all of them the business is as unknown as one that never was. */
export async function tenantCases(subject: Subject): Promise<Refusal[]> {
  const { route: { access, contract }, scene, request, allowed } = subject;
  if (access.kind !== "employee") return [];
  const { ours, theirs } = scene;
  const holder = await scene.holderOf(access.permission);
  const stranger = theirs.employees.admin.userId;
  const notFound = (name: string, user: string, business: string): Refusal => ({
    name,
    call: request({ user, business }),
    code: "not_found",
    like: NOBODYS,
  });
  const hinted = async (user: string, business: unknown, header?: string) =>
    request({
      headers: {
        authorization: `Bearer ${await signToken(user, { app_metadata: { business_id: business } })}`,
      },
      business: header,
    });

  return [
    notFound(NOBODYS, holder, crypto.randomUUID()),
    notFound("a stranger, Admin elsewhere", stranger, ours.id),
    notFound("an employee of ours at theirs", holder, theirs.id),
    notFound("a person without a business", scene.nobody, ours.id),
    notFound("a suspended employee", scene.suspended, ours.id),
    notFound("a removed employee", scene.removed, ours.id),
    notFound("the Admin of a closed business", scene.closed.admin, scene.closed.id),
    notFound("the Admin of a deleted business", scene.deleted.admin, scene.deleted.id),
    ...["no-id", "' or true --", `${ours.id}' --`, `${ours.id},${theirs.id}`, "*", "null", "0"].map((
      malformed,
    ) => notFound(`the malformed business id ${malformed}`, holder, malformed)),
    {
      name: "a hint doesn't authorise",
      call: await hinted(stranger, ours.id),
      code: "not_found",
      like: NOBODYS,
    },
    {
      name: "the header outweighs the hint",
      call: await hinted(holder, ours.id, theirs.id),
      code: "not_found",
      like: NOBODYS,
    },
    { name: "no business named", call: request({ user: holder }), code: "business_required" },
    { name: "a hint that is no id", call: await hinted(holder, "' or true --"), code: "business_required" },
    { name: "a hint that is no text", call: await hinted(holder, { $ne: "" }), code: "business_required" },
    ...contract.body
      ? [{
        name: "a stranger with a body that is no JSON",
        call: request({
          user: stranger,
          business: ours.id,
          body: "{",
          headers: { "content-type": "application/json" },
        }),
        code: "not_found",
        like: NOBODYS,
      }]
      : [],
    ...access.permission ? await permissionCases(subject, access.permission) : [],
    ...await rowCases(subject, allowed),
  ];
}

async function permissionCases(
  { route, scene, request }: Subject,
  permission: Parameters<Subject["scene"]["lacking"]>[0],
) {
  const { byRole, byDenial } = await scene.lacking(permission);
  const business = scene.ours.id;
  const code = "permission_missing";
  const spoilt = route.contract.body
    ? { body: "{", headers: { "content-type": "application/json" } }
    : { query: { limit: "x" } };
  return [
    { name: "an employee with every other permission", call: request({ user: byRole, business }), code },
    { name: "an employee who is denied this permission", call: request({ user: byDenial, business }), code },
    {
      name: "without permission, with a wrong input",
      call: request({ user: byRole, business, ...spoilt }),
      code,
    },
  ];
}

/**
 * Rows of another business, and of a colleague where rows belong to one person, named by one who may do this with their
 * own: as unknown as rows that never were.
 */
async function rowCases(subject: Subject, allowed: Subject["allowed"]): Promise<Refusal[]> {
  const { scene: { ours, theirs }, knowledge } = subject;
  const foreign = async (whose: string, { id: businessId, employees }: typeof ours) => {
    const person = { userId: employees.admin.userId, businessId };
    return { whose, params: (await validRequest(subject, subject.scene, knowledge, person)).params };
  };
  const owners = [
    await foreign("another business", theirs),
    ...knowledge.own ? [await foreign("a colleague", ours)] : [],
  ];
  return Object.keys(subject.valid.params).flatMap((name): Refusal[] => {
    const others = owners.filter(({ params }) => params[name] !== subject.valid.params[name]);
    const like = `:${name} that nobody has`;
    const refusal = (which: string, id: string): Refusal => ({
      name: which,
      call: allowed({ params: { [name]: id } }),
      code: "not_found",
      like: which === like ? undefined : like,
    });
    return others.length
      ? [
        refusal(like, crypto.randomUUID()),
        ...others.map(({ whose, params }) => refusal(`:${name} of ${whose}`, params[name]!)),
      ]
      : [];
  });
}
