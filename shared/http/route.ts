import type { z } from "zod";
import type { Anonymous, User, Webhook, Worker } from "../auth/actor.ts";
import type { Origin } from "../db/transaction.ts";
import type { Permission } from "../tenant/permissions.ts";
import type { Tenant } from "../tenant/resolve-tenant.ts";
import type { ProblemCode } from "../problem/problem-codes.ts";

/** What a verb is told of the request besides its input. */
export interface Context<A = unknown> {
  actor: A;
  origin: Origin;
}

export interface EmployeeContext extends Context<User> {
  tenant: Tenant;
}

/** Who may call a route; guards and the security battery both read it. */
export type Access =
  /** `null`: every employee of the business, whatever they hold. */
  | { kind: "employee"; permission: Permission | null }
  | { kind: "user" }
  | { kind: "worker" }
  | { kind: "webhook"; verify: VerifySignature }
  | { kind: "open" };

/** Checks the signature over the exact bytes. Throws `credential_missing` or `credential_invalid`. */
export type VerifySignature = (
  delivery: Delivery & { headers: Headers; origin: Origin },
) => Promise<Webhook>;

/** The declaration of one route's input and output, and its documentation. */
export interface Contract<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> {
  summary: string;
  description?: string;
  params?: P;
  query?: Q;
  /** Request headers that are input of this route, in lower case; those of the door itself are not named here. */
  headers?: z.ZodType;
  body?: B;
  output: O;
  /** What the verb itself may refuse with, besides the door; for the documentation. */
  problems?: readonly ProblemCode[];
}

type Parsed<T> = T extends z.ZodType ? z.infer<T> : undefined;

/** The parsed input of a contract. */
export interface Input<C extends Contract> {
  params: Parsed<C["params"]>;
  query: Parsed<C["query"]>;
  headers: Parsed<C["headers"]>;
  body: Parsed<C["body"]>;
}

export type Output<C extends Contract> = z.input<C["output"]>;

/** What a webhook's verb gets: the bytes that were signed. */
export interface Delivery {
  params: Record<string, string>;
  bytes: Uint8Array<ArrayBuffer>;
}

export interface Route {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  access: Access;
  contract: Contract;
  /** Bytes; what a larger body gets is 413. */
  bodyLimit: number;
  run: (context: never, input: never) => Promise<unknown>;
}

const ONE_MEGABYTE = 1024 * 1024;

type Declared<C extends Contract, X, I = Input<C>> = {
  method: Route["method"];
  path: string;
  contract: C;
  bodyLimit?: number;
  run: (context: X, input: I) => Promise<Output<C> | Response>;
};

const declare = (
  access: Access,
  { bodyLimit = ONE_MEGABYTE, ...route }: Declared<never, never, never>,
): Route => ({
  access,
  bodyLimit,
  ...route,
});

/** A route for employees of the business the request names, who hold `permission`. */
export const forEmployee = <C extends Contract>(
  permission: Permission,
  route: Declared<C, EmployeeContext>,
): Route => declare({ kind: "employee", permission }, route as never);

/** A route for everyone employed in the business the request names: for what is theirs, and no part of their work. */
export const forMember = <C extends Contract>(route: Declared<C, EmployeeContext>): Route =>
  declare({ kind: "employee", permission: null }, route as never);

/** A route for anyone who is signed in. */
export const forUser = <C extends Contract>(route: Declared<C, Context<User>>): Route =>
  declare({ kind: "user" }, route as never);

/** A route for schedules and dispatchers of ours. */
export const forWorker = <C extends Contract>(route: Declared<C, Context<Worker>>): Route =>
  declare({ kind: "worker" }, route as never);

/** A route for an outside system that signs its deliveries. */
export const forWebhook = <C extends Contract>(
  verify: VerifySignature,
  route: Declared<C, Context<Webhook>, Delivery>,
): Route => declare({ kind: "webhook", verify }, route as never);

/** A route for everyone; a credential that is present must still be valid. */
export const forEveryone = <C extends Contract>(
  route: Declared<C, Context<User | Worker | Anonymous>>,
): Route => declare({ kind: "open" }, route as never);
