import { readStack } from "./local/stack.ts";
import { postSigned } from "./whatsapp/phone-message.ts";

if (!Deno.args.length) {
  console.error("deno task replay <file.json>…   signs each file's bytes and posts them to the webhook");
  Deno.exit(2);
}
const stack = await readStack();
let refused = 0;
for (const file of Deno.args) {
  const response = await postSigned(await Deno.readFile(file), stack);
  if (!response.ok) refused++;
  console.log(`${response.status}  ${file}`);
  await response.body?.cancel();
}
if (refused) Deno.exit(1);
