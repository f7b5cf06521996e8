import { z } from "zod";
import type { User } from "../auth/actor.ts";
import { asUser, type Origin } from "../db/transaction.ts";
import { Problem } from "../problem/problem.ts";
import type { Permission } from "./permissions.ts";

/** The business a request is about, as the caller stands in it. */
export interface Tenant {
  businessId: string;
  employeeId: string;
  permissions: ReadonlySet<Permission>;
}

/**
 * The business named by `x-business-id`, else by the token's hint. The name selects; membership is read live.
 * Throws `business_required`, and `not_found` for a business that doesn't exist and for one the caller isn't in: a
 * stranger can't tell which.
 */
export async function resolveTenant(user: User, header: string | null, origin: Origin): Promise<Tenant> {
  const wanted = header ?? user.businessHint;
  if (!wanted) throw new Problem("business_required", { detail: "Send the header x-business-id." });
  if (!z.uuid().safeParse(wanted).success) throw notFound();
  const [membership] = await asUser(
    user,
    origin,
    (sql) =>
      sql<{ employee_id: string; permissions: Permission[] }[]>`
      select employee_id, permissions from private.my_membership(${wanted})`,
  );
  if (!membership) throw notFound();
  return {
    businessId: wanted,
    employeeId: membership.employee_id,
    permissions: new Set(membership.permissions),
  };
}

const notFound = () =>
  new Problem("not_found", { detail: "There is no such business, or you are not in it." });
