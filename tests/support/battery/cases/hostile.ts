import type { Judge } from "../judge.ts";
import type { Subject } from "../subject.ts";
import { fieldNames } from "../wrong-values.ts";

/** Percent-encoded texts that have broken something somewhere: NUL, wildcards, quotes, halves of characters. */
const TEXTS = [
  "%00",
  "a%00b",
  "%25",
  "_%25_",
  "%5C",
  "%5C%5C%27",
  "%27%20or%20true%20--%20",
  "%22%29%3B%20drop%20table%20messages%3B%20--",
  "%F0%9F%98%80%F0%9F%98%80",
  "%ED%A0%80",
  "%C3%28",
  "%zz",
  "%",
  "%E2%80%AE%E2%80%8B",
  "..%2F..%2F..%2Fetc%2Fpasswd",
  "%7B%7D",
  "%5B%5D",
  "%3A*%20%26%20%21",
  "x".repeat(5000),
];

/** What one who may can write into addresses and bodies never breaks a route, nor changes anything by reading. */
export async function tryHostileTexts(judge: Judge, subject: Subject): Promise<void> {
  const { route, name, valid, allowed } = subject;
  if (route.access.kind === "webhook") return;
  const query = fieldNames(route.contract.query);
  const body = fieldNames(route.contract.body);
  const rest = new URLSearchParams(valid.query);
  for (const text of TEXTS) {
    for (const field of query) {
      const others = new URLSearchParams(rest);
      others.delete(field);
      const path = `${allowed({ query: {} }).path}?${others}&${encodeURIComponent(field)}=${text}`;
      await survives(judge, subject, `?${field}=${text.slice(0, 40)}`, { ...allowed(), path });
    }
    for (const param of Object.keys(valid.params)) {
      const marked = allowed({ params: { [param]: "battery-mark" } });
      await survives(judge, subject, `:${param} ${text.slice(0, 40)}`, {
        ...marked,
        path: marked.path.replace("battery-mark", text),
      });
    }
    for (const field of body) {
      const value = { ...valid.body as Record<string, unknown>, [field]: decoded(text) };
      await survives(judge, subject, `${name} ${field}`, {
        ...allowed({ body: JSON.stringify(value), headers: { "content-type": "application/json" } }),
      });
    }
  }
}

async function survives(judge: Judge, { route }: Subject, name: string, call: Parameters<Judge["call"]>[1]) {
  const answer = await judge.call(name, call);
  judge.check(answer.status < 500, `${name}: broke it: ${answer.status} ${answer.text.slice(0, 300)}`);
  if (route.method === "get" || answer.status >= 400) await judge.unchanged(name);
  else await judge.look();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return `\ud800${text}`;
  }
}
