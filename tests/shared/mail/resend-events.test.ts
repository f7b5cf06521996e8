import assert from "node:assert/strict";
import { readResendEvent } from "../../../shared/mail/read-resend-event.ts";
import { sendBatch } from "../../../shared/mail/send-with-resend.ts";
import { verifyResendSignature } from "../../../shared/mail/verify-resend-signature.ts";
import { sampleMail } from "../../support/mail/sample-mail.ts";
import {
  openWebhookInbox,
  type ServedResend,
  serveResend,
  WEBHOOK_SECRET,
  type WebhookInbox,
} from "../../support/mail/serve-resend.ts";

/** What arrived, read by our own code: the message's id, and the event. */
const readAll = (inbox: WebhookInbox) =>
  inbox.received.map(({ headers, bytes }) => {
    const id = verifyResendSignature(bytes, headers, WEBHOOK_SECRET);
    assert.ok(id, "every message is signed");
    return { id, event: readResendEvent(JSON.parse(new TextDecoder().decode(bytes))) };
  });

const sendTo = async (resend: ServedResend, ...readers: string[]) => {
  const mails = readers.map((to) => sampleMail({ to, tags: { kind: "notification" } }));
  const result = await sendBatch(mails, crypto.randomUUID(), resend.access);
  assert.ok(result.kind === "accepted");
  await resend.standIn.settled();
  return result.ids;
};

Deno.test("every mail is sent and delivered by itself, if that is asked for", async () => {
  await using inbox = openWebhookInbox();
  const webhook = { url: inbox.url, secret: WEBHOOK_SECRET };
  await using resend = serveResend({ webhook, autoDeliver: true });
  const readers = Array.from({ length: 20 }, (_, i) => `client-${i}@clients.test`);
  const ids = await sendTo(resend, ...readers);
  const read = readAll(inbox);
  assert.equal(new Set(read.map(({ id }) => id)).size, 40, "each message has an id of its own");
  for (const [index, id] of ids.entries()) {
    const events = read.flatMap(({ event }) => !event.unknown && event.providerId === id ? [event] : []);
    assert.deepEqual(events.map(({ type }) => type), ["email.sent", "email.delivered"]);
    assert.deepEqual(events[0]?.addresses, [readers[index]]);
    assert.ok(Math.abs(Date.now() - (events[0]?.at.getTime() ?? 0)) < 60_000);
  }
  const [mail] = resend.standIn.mails(readers[0]);
  assert.deepEqual(mail?.events.map(({ type, status }) => [type, status]), [["email.sent", 200], [
    "email.delivered",
    200,
  ]]);
});

Deno.test("test addresses bounce, complain and are suppressed, whether asked for or not", async () => {
  await using inbox = openWebhookInbox();
  await using resend = serveResend({
    webhook: { url: () => Promise.resolve(inbox.url), secret: WEBHOOK_SECRET },
  });
  const fates: [reader: string, types: string[], bounce?: string][] = [
    ["bounced@clients.test", ["email.sent", "email.bounced"], "permanent"],
    ["Bounced+label@clients.test", ["email.sent", "email.bounced"], "permanent"],
    ["complained@resend.dev", ["email.sent", "email.delivered", "email.complained"]],
    ["suppressed@clients.test", ["email.suppressed"]],
    ["somebody@clients.test", []],
    ["bounced-not@clients.test", []],
    ["constructor@clients.test", []],
  ];
  for (const [reader, types, bounce] of fates) {
    inbox.received.length = 0;
    const [id] = await sendTo(resend, reader);
    const events = readAll(inbox).map(({ event }) => event);
    assert.deepEqual(events.map(({ type }) => type), types, reader);
    for (const event of events) assert.equal(event.unknown ? "" : event.providerId, id);
    const last = events.at(-1);
    if (bounce) assert.ok(last && !last.unknown && last.bounce === bounce && last.detail);
  }
});

Deno.test("any event can be told on demand, and the same message once more", async () => {
  await using inbox = openWebhookInbox();
  await using resend = serveResend({ webhook: { url: inbox.url, secret: WEBHOOK_SECRET } });
  const [id] = await sendTo(resend, "maya@clients.test");
  const tell = async (event: unknown) => {
    const response = await resend.post("/events", event);
    return [response.status, await response.json()] as const;
  };
  const bounce = { type: "Transient", subType: "MailboxFull", message: "Full" };
  const [status, { svixId, ...told }] = await tell({ id, type: "bounced", data: { bounce } });
  assert.deepEqual([status, told], [200, { status: 200 }]);
  inbox.statuses.push(503);
  assert.deepEqual(await tell({ id, type: "email.opened", svixId }), [200, { svixId, status: 503 }]);
  assert.deepEqual(await tell({ id, type: "email.teleported" }).then(([, { status }]) => status), 200);
  const [first, second, third] = readAll(inbox);
  assert.ok(first && !first.event.unknown && second && !second.event.unknown && third?.event.unknown);
  assert.deepEqual([first.event.type, first.event.bounce, first.event.detail], [
    "email.bounced",
    "transient",
    "MailboxFull: Full",
  ]);
  assert.deepEqual([second.id, second.event.type], [first.id, "email.opened"]);
  assert.equal(inbox.received.length, 3, "on demand means once");

  assert.deepEqual((await tell({ id: "nobody", type: "opened" }))[0], 404);
  assert.deepEqual((await tell({ id }))[0], 400);
  assert.deepEqual((await tell("{ broken"))[0], 400);
  await using mute = serveResend();
  const [other] = await sendTo(mute, "maya@clients.test");
  const unheard = await mute.post("/events", { id: other, type: "opened" });
  await unheard.body?.cancel();
  assert.equal(unheard.status, 409);
  assert.equal(inbox.received.length, 3);
});

Deno.test("a webhook that isn't there yet is tried again under the same id", async () => {
  await using inbox = openWebhookInbox();
  let asked = 0;
  const url = () => ++asked === 1 ? Promise.reject(new Error("not up yet")) : Promise.resolve(inbox.url);
  await using resend = serveResend({ webhook: { url, secret: WEBHOOK_SECRET }, retryAfterMs: [1, 1] });
  inbox.statuses.push(500);
  const [id] = await sendTo(resend, "suppressed@clients.test");
  const [first, second] = readAll(inbox);
  assert.equal(inbox.received.length, 2);
  assert.equal(first?.id, second?.id);
  assert.deepEqual(resend.standIn.mails()[0]?.events.map(({ status }) => status), [0, 500, 200]);
  assert.equal(resend.standIn.mails()[0]?.id, id);

  inbox.statuses.push(500, 500, 500);
  await sendTo(resend, "suppressed+2@clients.test");
  assert.deepEqual(
    resend.standIn.mails()[1]?.events.map(({ status }) => status),
    [500, 500, 500],
    "then given up",
  );
});
