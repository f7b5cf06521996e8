import type { Judge } from "./judge.ts";
import type { Subject } from "./subject.ts";

const HEADERS = ["authorization", "content-type", "x-business-id", "apikey", "x-client-info"];

/** What a browser asks before it calls from another origin: answered to everyone, without a credential. */
export async function tryPreflight(judge: Judge, { route, request }: Subject): Promise<void> {
  const name = "preflight";
  const { status, headers, text } = await judge.call(name, {
    ...request({ body: undefined }),
    method: "OPTIONS",
    headers: {
      origin: "https://app.elsewhere.test",
      "access-control-request-method": route.method.toUpperCase(),
      "access-control-request-headers": HEADERS.join(","),
    },
  });
  const list = (header: string) => headers.get(header)?.toLowerCase().split(/, */) ?? [];
  judge.check(status === 204 && text === "", `${name}: answered ${status} ${text}`);
  judge.check(
    list("access-control-allow-methods").includes(route.method),
    `${name}: doesn't allow the method`,
  );
  for (const header of HEADERS) {
    judge.check(list("access-control-allow-headers").includes(header), `${name}: doesn't allow ${header}`);
  }
  judge.check(!headers.has("access-control-allow-credentials"), `${name}: allows cookies`);
  await judge.unchanged(name);
}
