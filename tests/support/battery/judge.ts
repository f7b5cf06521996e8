import type { Answer, TestFunctions } from "../functions.ts";
import { changedTables } from "./fingerprint.ts";

export type Call = NonNullable<Parameters<TestFunctions["call"]>[1]> & { path: string };

/** A request that must be refused, and how exactly. */
export interface Refusal {
  name: string;
  call: Call;
  code: string;
  /** Where the answer must point to. */
  pointer?: string;
  allow?: string;
  /** Another refusal of the same route whose answer this one must not differ from. */
  like?: string;
}

/** The statuses of problem codes, written down a second time: changing one is a change of the API. */
const STATUS: Record<string, number> = {
  malformed_json: 400,
  invalid_input: 400,
  business_required: 400,
  credential_missing: 401,
  credential_invalid: 401,
  permission_missing: 403,
  not_found: 404,
  method_not_allowed: 405,
  body_too_large: 413,
  unsupported_media_type: 415,
};

/** What a person must never read in an answer: SQL, code, and where it stands. */
const TELLTALE =
  /\bselect\b.+\bfrom\b|\binsert into\b|\bupdate\b.+\bset\b|\bdelete from\b|postgres|sqlstate|row-level|relation "|column "|\bprivate\.|\bpublic\.|zoderror|typeerror|\bat .+:\d+:\d+|\.ts\b|node_modules|file:\/\//i;

/** Collects what does not hold instead of stopping at the first, and counts what was asked. */
export interface Judge {
  assertions: number;
  complaints: string[];
  check(holds: boolean, complaint: string): void;
  /** Calls, and checks what holds of each answer, whatever it says. */
  call(name: string, call: Call): Promise<Answer>;
  refuse(refusal: Refusal): Promise<void>;
  /** Checks that the database stands as it stood at the last look. */
  unchanged(name: string): Promise<void>;
  /** Looks at the database: from here on nothing may change. */
  look(): Promise<void>;
  /** Checks that each refusal left one line in the log, which tells its code and nothing it must not. */
  readLog(lines: string[]): void;
}

export function createJudge(functions: TestFunctions, fingerprint: () => Promise<string>): Judge {
  let before = "";
  const bodies = new Map<string, string>();
  const ids = new Set<string>();
  const refused = new Map<string, { name: string; code: string; secrets: string[] }>();

  const judge: Judge = {
    assertions: 0,
    complaints: [],
    check(holds, complaint) {
      judge.assertions++;
      if (!holds) judge.complaints.push(complaint);
    },
    async call(name, { path, ...call }) {
      const answer = await functions.call(path, call);
      const id = answer.headers.get("x-request-id") ?? "";
      judge.check(
        /^[0-9a-f-]{36}$/.test(id) && !ids.has(id),
        `${name}: x-request-id is '${id}', not an id of its own`,
      );
      ids.add(id);
      const origin = answer.headers.get("access-control-allow-origin");
      judge.check(origin === "*", `${name}: access-control-allow-origin is ${origin}`);
      judge.check(
        !TELLTALE.test(answer.text) || answer.status < 400,
        `${name}: the answer tells ${answer.text}`,
      );
      return answer;
    },
    async refuse({ name, call, code, pointer, allow, like }) {
      const answer = await judge.call(name, call);
      const { status, headers, json } = answer;
      const told = `${status} ${answer.text.slice(0, 300)}`;
      judge.check(status === STATUS[code], `${name}: expected ${STATUS[code]}, got ${told}`);
      judge.check(
        json?.code === code && json.status === status,
        `${name}: expected the code ${code}, got ${told}`,
      );
      const type = headers.get("content-type");
      judge.check(type === "application/problem+json", `${name}: content-type is ${type}`);
      judge.check(
        typeof json?.title === "string" && /^https:\/\//.test(json.type),
        `${name}: title or type is missing`,
      );
      const id = headers.get("x-request-id");
      judge.check(
        json?.instance === `urn:request:${id}`,
        `${name}: instance ${json?.instance} is not request ${id}`,
      );
      judge.check(headers.get("cache-control") === "no-store", `${name}: may be stored by caches`);
      if (pointer) {
        const pointers = json?.errors?.map((error: { pointer: string }) => error.pointer) ?? [];
        judge.check(pointers.includes(pointer), `${name}: points to ${pointers}, not to ${pointer}`);
      }
      if (allow) {
        judge.check(
          headers.get("allow") === allow,
          `${name}: allow is ${headers.get("allow")}, not ${allow}`,
        );
      }
      const secrets = secretsIn(call);
      refused.set(id ?? "", { name, code, secrets });
      for (const secret of secrets) {
        judge.check(!answer.text.includes(secret), `${name}: the answer repeats the credential`);
      }
      const body = JSON.stringify({ ...json, instance: "" });
      bodies.set(name, body);
      if (like) {
        judge.check(body === bodies.get(like), `${name}: answers ${body}, but '${like}' ${bodies.get(like)}`);
      }
      await judge.unchanged(name);
    },
    async unchanged(name) {
      const after = await fingerprint();
      judge.check(after === before, `${name}: changed ${changedTables(before, after)}`);
      before = after;
    },
    async look() {
      before = await fingerprint();
    },
    readLog(lines) {
      const log = new Map<string, string[]>();
      for (const line of lines) {
        const id = /"requestId":"([^"]+)"/.exec(line)?.[1] ?? "";
        log.set(id, [...log.get(id) ?? [], line]);
      }
      for (const [id, { name, code, secrets }] of refused) {
        const told = log.get(id) ?? [];
        judge.check(told.length === 1, `${name}: left ${told.length} lines in the log, not one`);
        judge.check(told[0]?.includes(`"outcome":"${code}"`) ?? false, `${name}: the log tells ${told[0]}`);
        for (const secret of secrets) {
          judge.check(!told[0]?.includes(secret), `${name}: the log holds the credential`);
        }
      }
      refused.clear();
    },
  };
  return judge;
}

const secretsIn = ({ headers = {} }: Call) =>
  Object.entries(headers)
    .filter(([name, value]) => ["authorization", "x-worker-secret"].includes(name) && value.length > 20)
    .map(([, value]) => value.replace(/^\w+ /, ""));
