/**
 * Every way Frontdesk refuses, by its stable code. Clients branch on `code`; titles may be reworded.
 * Database functions name the same codes through `private.refuse`.
 */
export const PROBLEM_CODES = {
  malformed_json: [400, "The body is not JSON"],
  invalid_input: [400, "The request doesn't fit what is expected"],
  business_required: [400, "Say which business this is about"],
  credential_missing: [401, "Sign in first"],
  credential_invalid: [401, "The credential is not valid"],
  permission_missing: [403, "You may not do this"],
  beyond_your_permissions: [403, "You can't decide over what you don't hold"],
  not_found: [404, "There is no such thing here"],
  method_not_allowed: [405, "This address doesn't take that method"],
  conflict: [409, "This clashes with something that exists"],
  last_admin: [409, "A business needs an Admin"],
  admin_role_is_fixed: [409, "The Admin role stays whole"],
  default_role_is_fixed: [409, "Default roles can't be deleted"],
  business_is_fixed: [409, "Records stay in their business"],
  busy: [409, "Someone changed this at the same moment"],
  body_too_large: [413, "The body is too large"],
  unsupported_media_type: [415, "Send JSON"],
  refused_by_data: [422, "The data doesn't allow this"],
  too_many_requests: [429, "Too many at once; wait a moment"],
  unexpected: [500, "Something went wrong"],
  unavailable: [503, "Not available right now"],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof PROBLEM_CODES;

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEM_CODES, code);
