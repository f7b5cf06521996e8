import { Problem } from "../problem/problem.ts";
import type { Permission } from "./permissions.ts";
import type { Tenant } from "./resolve-tenant.ts";

/** Throws `permission_missing`. Explains early; the policies decide. */
export function requirePermission(tenant: Tenant, permission: Permission): void {
  if (!tenant.permissions.has(permission)) {
    throw new Problem("permission_missing", { detail: `This needs the permission '${permission}'.` });
  }
}
