import { identifier, literal } from "./literal.ts";
import { type Probe, SOME_ROWS } from "./run-probes.ts";
import type { Subject } from "./subject.ts";
import { OWNER, type World } from "./world.ts";

/** Whatever takes access away does so for the very next statement of the same session, and gives it back likewise. */
export function revocationProbes(subject: Subject, world: World): Probe[] {
  const { member } = world;
  const others = subject.ownRow ? ` and ${identifier(subject.ownRow)} <> ${literal(member.user)}` : "";
  const read = `select from ${subject.name} where ${subject.of("a")}${others}`;
  const permissions = readPermissions(subject);
  // What is one's own whatever one may do stays so; only who leaves loses it.
  const losses = permissions.length > 0
    ? [...lostPermissions(world, permissions), ...lostMembership(world)]
    : lostMembership(world);
  return losses.map(({ what, take, giveBack }) => ({
    about: subject.name,
    what: `select after ${what}`,
    steps: [
      { as: member, run: read, expect: [SOME_ROWS] },
      { as: OWNER, run: take },
      { as: member, run: read, expect: ["rows:0"] },
      { as: OWNER, run: giveBack },
      { as: member, run: read, expect: [SOME_ROWS] },
    ],
  }));
}

/** The permissions that the policies for reading name, or the row itself. */
function readPermissions({ policies, personal, rows }: Subject): string[] {
  if (personal) return personal.permission ? [rows.a[personal.permission]!] : [];
  return policies.filter(({ command }) => command === "select" || command === "all")
    .flatMap(({ using }) =>
      [...(using ?? "").matchAll(/businesses_with\('([a-z_.]+)'/g)].map((hit) => hit[1]!)
    );
}

function lostPermissions(world: World, permissions: string[]) {
  const business = literal(world.business.a);
  const employee = literal(world.member.employee);
  const fullRole = literal(world.member.fullRole);
  const emptyRole = literal(world.emptyRole);
  const named = permissions.map(literal).join(", ");
  const registered = `from public.permissions where key in (${named})`;
  return [
    {
      what: `the role lost ${permissions.join(", ")}`,
      take: `delete from public.role_permissions where role_id = ${fullRole} and permission in (${named})`,
      giveBack: `insert into public.role_permissions (business_id, role_id, permission)
        select ${business}, ${fullRole}, key ${registered}`,
    },
    {
      what: `${permissions.join(", ")} was denied`,
      take: `insert into public.employee_permissions (business_id, employee_id, permission, effect)
        select ${business}, ${employee}, key, 'deny' ${registered}`,
      giveBack: `delete from public.employee_permissions where employee_id = ${employee}`,
    },
    {
      what: "the employee got another role",
      take: `update public.employees set role_id = ${emptyRole} where id = ${employee}`,
      giveBack: `update public.employees set role_id = ${fullRole} where id = ${employee}`,
    },
  ];
}

function lostMembership(world: World) {
  const business = literal(world.business.a);
  const employee = literal(world.member.employee);
  return [
    {
      what: "the employee was deactivated",
      take: `update public.employees set active = false where id = ${employee}`,
      giveBack: `update public.employees set active = true where id = ${employee}`,
    },
    {
      what: "the business was deactivated",
      take: `update public.businesses set active = false where id = ${business}`,
      giveBack: `update public.businesses set active = true where id = ${business}`,
    },
    {
      what: "the business was deleted softly",
      take: `update public.businesses set deleted_at = now() where id = ${business}`,
      giveBack: `update public.businesses set deleted_at = null where id = ${business}`,
    },
  ];
}
