import { parseArgs } from "node:util";
import { signIn } from "./local/sign-in.ts";
import { readStack } from "./local/stack.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: { login: { type: "string", default: "agent@samia-tarot.test" } },
});
const { email, role, business, call } = await signIn(await readStack(), values.login);
const { conversations } = await call("/conversations");
console.log(`${business.name}, as ${email} (${role}):`);
if (!conversations.length) console.log('No conversations yet. Try: deno task say "hello"');
for (const { client, unread_count, last_message, last_message_at, handled_by } of conversations) {
  const who = client.name ?? client.phone ?? client.wa_user_id;
  const said = last_message?.body ?? `(${last_message?.kind})`;
  const at = last_message_at.slice(0, 16).replace("T", " ");
  console.log(`  ${at}  ${who}  [${handled_by}, ${unread_count} unread]  ${said}`);
}
Deno.exit(0);
