import { parseArgs } from "node:util";
import { signIn } from "./local/sign-in.ts";
import { readStack } from "./local/stack.ts";

/** Opens a stand-in browser and subscribes it to an employee's notifications, as an app would. */
const { values } = parseArgs({
  args: Deno.args,
  options: { login: { type: "string", default: "agent@samia-tarot.test" } },
});
const stack = await readStack();
const { email, business, call } = await signIn(stack, values.login);
const { public_key: applicationServerKey } = await call("/push-subscriptions/key");
const made = await fetch(`${stack.outside.push}/subscriptions`, {
  method: "POST",
  body: JSON.stringify({ applicationServerKey, online: true }),
});
const { endpoint, keys } = await made.json();
await call("/push-subscriptions", {
  method: "POST",
  body: { endpoint, keys, name: "Stand-in browser", device_type: "desktop" },
});
console.log(`${email} is told of what happens in ${business.name} on a new browser: ${stack.outside.push}
Make something happen: deno task say "hello" --from +9613000${
  String(Math.floor(Math.random() * 1000)).padStart(3, "0")
}`);
Deno.exit(0);
