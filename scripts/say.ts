import { parseArgs } from "node:util";
import { readStack } from "./local/stack.ts";
import { findChannel, phoneMessage, postSigned } from "./whatsapp/phone-message.ts";

const USAGE = 'deno task say "hello" [--from +9613123456] [--business samia-tarot] [--name "Layla"]';

const { values, positionals } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    from: { type: "string", default: "+9613123456" },
    business: { type: "string" },
    name: { type: "string" },
  },
});
const text = positionals.join(" ");
if (!text) {
  console.error(USAGE);
  Deno.exit(2);
}
const stack = await readStack();
const channel = findChannel(stack, values.business);
const response = await postSigned(
  phoneMessage({ text, from: values.from, name: values.name }, channel),
  stack,
);
console.log(`${values.from} → ${channel.business}: ${response.status} ${await response.text()}`);
if (!response.ok) Deno.exit(1);
