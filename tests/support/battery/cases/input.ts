import type { Refusal } from "../judge.ts";
import type { Subject } from "../subject.ts";
import { wrongInputs } from "../wrong-values.ts";

const JSON_TYPE = { "content-type": "application/json" };

/** Bodies that are no JSON, and every field with what it must not hold; all by one who may. */
export function inputCases({ route: { access, contract }, allowed }: Subject): Refusal[] {
  if (access.kind === "webhook") return [];
  const { params, query, headers, body } = contract;
  const shown = (wrong: unknown) => JSON.stringify(wrong)?.slice(0, 60);
  return [
    ...params
      ? wrongInputs(params, "params").map(({ pointer, value, wrong }) => ({
        name: `${pointer} as ${shown(wrong)}`,
        call: allowed({ params: value as Record<string, string> }),
        code: "invalid_input",
        pointer,
      }))
      : [],
    ...query
      ? wrongInputs(query, "query").map(({ pointer, value, wrong }) => ({
        name: `${pointer} as ${shown(wrong)}`,
        call: allowed({ query: value as Record<string, string> }),
        code: "invalid_input",
        pointer,
      }))
      : [],
    ...headers
      ? wrongInputs(headers, "headers").map(({ pointer, value, wrong }) => ({
        name: `${pointer} as ${shown(wrong)}`,
        call: allowed({ declared: value as Record<string, string> }),
        code: "invalid_input",
        pointer,
      }))
      : [],
    ...body
      ? [
        ...wrongInputs(body, "body").map(({ pointer, value, wrong }) => ({
          name: `${pointer} as ${shown(wrong)}`,
          call: allowed({ body: JSON.stringify(value), headers: JSON_TYPE }),
          code: "invalid_input",
          pointer,
        })),
        ...["[]", "null", '"text"', "1", "true"].map((whole) => ({
          name: `the body ${whole}`,
          call: allowed({ body: whole, headers: JSON_TYPE }),
          code: "invalid_input",
          pointer: "/body",
        })),
        ...malformedBodies(allowed),
      ]
      : [],
  ];
}

function malformedBodies(allowed: Subject["allowed"]): Refusal[] {
  const valid = allowed().body as string;
  const bytes = new TextEncoder().encode(valid);
  const malformed: Record<string, BodyInit> = {
    "a body cut short": valid.slice(0, -1),
    "two bodies": valid + valid,
    "a body with a trailing comma": valid.replace(/\}$/, ",}"),
    "a body with NaN": '{"a":NaN}',
    "a body of white space": "  ",
    "bytes that are no UTF-8": new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    "a deep body cut short": "[".repeat(50_000),
  };
  const types = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonx",
    "text/json",
    "application/xml",
  ];
  return [
    ...Object.entries(malformed).map(([name, body]): Refusal => ({
      name,
      call: allowed({ body, headers: JSON_TYPE }),
      code: "malformed_json",
    })),
    ...types.map((type): Refusal => ({
      name: `JSON sent as ${type}`,
      call: allowed({ body: bytes, headers: { "content-type": type } }),
      code: "unsupported_media_type",
    })),
    // Bytes, because for text fetch would name a type of its own.
    {
      name: "JSON without a type",
      call: allowed({ body: bytes, headers: {} }),
      code: "unsupported_media_type",
    },
  ];
}
