import type { Refusal } from "../judge.ts";
import type { Subject } from "../subject.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "PURGE"];

/** Methods a path doesn't have, and paths a flow doesn't have: refused to everyone alike. */
export function addressCases({ flow, route, request, allowed }: Subject): Refusal[] {
  const declared = flow.routes.filter(({ path }) => path === route.path).map(({ method }) =>
    method.toUpperCase()
  );
  const allow = [...declared, "OPTIONS"].join(", ");
  const undeclared = METHODS.filter((method) => !declared.includes(method));
  const bodiless = { body: undefined };
  return [
    ...undeclared.flatMap((method): Refusal[] => [
      {
        name: `${method} without credential`,
        call: request({ ...bodiless, method }),
        code: "method_not_allowed",
        allow,
      },
      {
        name: `${method} by one who may`,
        call: allowed({ ...bodiless, method }),
        code: "method_not_allowed",
        allow,
      },
    ]),
    {
      name: "unknown address without credential",
      call: request({ raw: "/no/such/address" }),
      code: "not_found",
    },
    { name: "unknown address by one who may", call: allowed({ raw: "/no/such/address" }), code: "not_found" },
  ];
}
