import assert from "node:assert/strict";
import { z } from "zod";
import { readResendEvent } from "../../../shared/mail/read-resend-event.ts";

const AT = "2026-11-20T10:00:00.123Z";

/** An event as Resend sends it, with what a test puts into its data. */
const event = (type: string, data: Record<string, unknown> = {}) => ({
  type,
  created_at: AT,
  data: {
    created_at: "2026-11-20T09:59:00.000Z",
    email_id: "56761188-7520-42d8-8898-ff6fc54ce618",
    from: "Samia <mail@frontdesk.test>",
    to: ["maya@clients.test"],
    subject: "A subject that nobody needs here",
    ...data,
  },
});

const known = (type: string) => ({
  type,
  providerId: "56761188-7520-42d8-8898-ff6fc54ce618",
  addresses: ["maya@clients.test"],
  at: new Date(AT),
});

Deno.test("every event of a mail is read", () => {
  const plain = [
    "email.sent",
    "email.delivered",
    "email.delivery_delayed",
    "email.complained",
    "email.opened",
    "email.clicked",
  ];
  for (const type of plain) assert.deepEqual(readResendEvent(event(type)), known(type));
  assert.deepEqual(readResendEvent(event("email.failed", { failed: { reason: "reached_daily_quota" } })), {
    ...known("email.failed"),
    detail: "reached_daily_quota",
  });
  const suppressed = { type: "OnAccountSuppressionList", message: "It bounced before." };
  assert.deepEqual(readResendEvent(event("email.suppressed", { suppressed })), {
    ...known("email.suppressed"),
    detail: "OnAccountSuppressionList: It bounced before.",
  });
});

Deno.test("bounces say whether the address is wrong for good", () => {
  const bounce = (type: unknown) =>
    readResendEvent(
      event("email.bounced", { bounce: { type, subType: "General", message: "No such mailbox" } }),
    );
  const kinds: [type: unknown, kind: string][] = [
    ["Permanent", "permanent"],
    ["permanent", "permanent"],
    ["Transient", "transient"],
    ["Undetermined", "undetermined"],
    ["Something new", "undetermined"],
    [undefined, "undetermined"],
    [7, "undetermined"],
  ];
  for (const [type, kind] of kinds) {
    assert.deepEqual(bounce(type), {
      ...known("email.bounced"),
      bounce: kind,
      detail: "General: No such mailbox",
    });
  }
  assert.deepEqual(readResendEvent(event("email.bounced")), {
    ...known("email.bounced"),
    bounce: "undetermined",
  });
});

Deno.test("a detail shows no address and isn't endless", () => {
  const message = `550 5.1.1 <Maya@clients.test>: smtp;maya+x@clients.test unknown ${"x".repeat(1_000)}`;
  const read = readResendEvent(event("email.bounced", { bounce: { type: "Permanent", message } }));
  assert.ok(!read.unknown && read.detail);
  assert.ok(read.detail.startsWith("550 5.1.1 <[address]>: smtp;[address] unknown xxx"));
  assert.equal(read.detail.length, 300);
});

Deno.test("addresses come in their one form, each once", () => {
  const to = ["Maya <Maya@Clients.TEST>", "maya@clients.test", " other@clients.test ", "no address"];
  const read = readResendEvent(event("email.sent", { to }));
  assert.deepEqual(read.unknown ? [] : read.addresses, ["maya@clients.test", "other@clients.test"]);
  const one = readResendEvent(event("email.sent", { to: "Maya@clients.test" }));
  assert.deepEqual(one.unknown ? [] : one.addresses, ["maya@clients.test"]);
});

Deno.test("new types are told apart, new and odd members are passed over", () => {
  assert.deepEqual(readResendEvent({ type: "email.teleported", data: 7 }), {
    type: "email.teleported",
    unknown: true,
  });
  assert.deepEqual(readResendEvent({ type: "contact.created" }), { type: "contact.created", unknown: true });
  const odd = event("email.delivered", {
    tags: 7,
    bounce: "no",
    failed: [],
    to: { what: 1 },
    latency: { ms: 3 },
  });
  assert.deepEqual(readResendEvent({ ...odd, version: 2 }), { ...known("email.delivered"), addresses: [] });
});

Deno.test("what lacks its type, mail or time is an error that shows no value", () => {
  const secret = "a-value-that-stays-here";
  const broken: [body: unknown, path: string][] = [
    [null, ""],
    ["email.sent", ""],
    [{}, "type"],
    [{ type: "" }, "type"],
    [{ type: 7 }, "type"],
    [{ ...event("email.sent"), created_at: secret }, "created_at"],
    [{ ...event("email.sent"), created_at: undefined }, "created_at"],
    [{ ...event("email.sent"), data: secret }, "data"],
    [event("email.sent", { email_id: undefined, subject: secret }), "data.email_id"],
    [event("email.sent", { email_id: "" }), "data.email_id"],
  ];
  for (const [body, path] of broken) {
    assert.throws(() => readResendEvent(body), (error) => {
      assert.ok(error instanceof z.ZodError);
      assert.deepEqual(error.issues.map((issue) => issue.path.join(".")), [path]);
      return !error.message.includes(secret);
    });
  }
});
