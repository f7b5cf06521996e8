import type { Refusal } from "../judge.ts";
import { WORKER_SECRET } from "../../functions.ts";
import type { Subject } from "../subject.ts";

/** Deliveries whose signature is absent or wrong in each way; nothing else can stand in for it. */
export function webhookCases(subject: Subject): Refusal[] {
  const { route: { access }, flow, knowledge: { webhook }, scene, valid: { params }, request } = subject;
  if (access.kind !== "webhook") return [];
  if (!webhook) {
    throw new Error(
      `The battery doesn't know how the provider behind '${flow.name}' signs: ` +
        `say it as 'webhook' in tests/support/battery/flows/${flow.name}.ts.`,
    );
  }
  const bytes = webhook.body(scene);
  const good = webhook.sign(bytes, webhook.secretOf(params));
  const signatureOf = (headers: Record<string, string>) => headers[webhook.header] ?? "";
  const signed = (headers: Record<string, string>) =>
    request({ body: bytes, headers: { "content-type": "application/json", ...headers } });
  const unsigned = (spoilt: Parameters<typeof request>[0]) => request({ body: bytes, ...spoilt });

  const wrong: Record<string, Record<string, string>> = {
    "a signature over other bytes": webhook.sign(webhook.body(scene), webhook.secretOf(params)),
    "a signature keyed by nothing": webhook.sign(bytes, "0"),
  };
  for (const [name, signature] of Object.entries(spoiltSignatures(signatureOf(good)))) {
    wrong[name] = { ...good, [webhook.header]: signature };
  }
  if (!webhook.takesSeveral) {
    const nobodys = signatureOf(webhook.sign(bytes, "0"));
    wrong["two signatures"] = { ...good, [webhook.header]: `${nobodys}, ${signatureOf(good)}` };
  }
  for (const [whose, secret] of Object.entries(webhook.otherSecrets(params))) {
    wrong[`a signature with ${whose} secret`] = webhook.sign(bytes, secret);
  }
  const missing = "credential_missing";
  return [
    { name: "no signature", call: unsigned({}), code: missing },
    {
      name: "an Admin's token instead",
      call: unsigned({ user: scene.ours.employees.admin.userId, business: scene.ours.id }),
      code: missing,
    },
    {
      name: "the worker secret instead",
      call: unsigned({ headers: { "x-worker-secret": WORKER_SECRET } }),
      code: missing,
    },
    ...Object.entries(wrong).map(([name, headers]): Refusal => ({
      name,
      call: signed(headers),
      code: "credential_invalid",
      like: "a signature over other bytes",
    })),
    ...Object.entries(webhook.unknownPaths(params)).flatMap(([name, unknown]) =>
      [webhook.secretOf(params), ...Object.values(webhook.otherSecrets(params)), ""].map((
        secret,
        index,
      ): Refusal => ({
        name: `${name}, secret ${index}`,
        call: { ...signed(webhook.sign(bytes, secret)), path: request({ params: unknown }).path },
        code: "credential_invalid",
        like: "a signature over other bytes",
      }))
    ),
  ];
}

/** What is left of a good signature when something of it is missing, other or too much. */
const spoiltSignatures = (good: string): Record<string, string> => ({
  "a signature of zeros": good.replace(/[^=,]+=*$/, (signature) => "0".repeat(signature.length)),
  "a signature cut short": good.slice(0, -2),
  "a signature with more behind it": `${good}00`,
  "a signature without its scheme": good.replace(/^\w+[=,]/, ""),
  "a signature of another scheme": good.replace(/^\w+(?=[=,])/, "sha1"),
  "a scheme without a signature": good.replace(/([=,]).*/, "$1"),
  "an empty signature": "",
  "a signature that is none": "undefined",
});
