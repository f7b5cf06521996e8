import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** What `.local/stack.json` tells any script that wants to drive the local stack. */
export interface Stack {
  url: string;
  /** For tools: the owner's rights, above row level security. */
  dbUrl: string;
  publishableKey: string;
  secretKey: string;
  workerSecret: string;
  whatsapp: { appSecret: string; verifyToken: string; channels: StackChannel[] };
  outside: { graph: string; push: string; resend: string };
  logins: { email: string; password: string; business: string; role: string }[];
}

export interface StackChannel {
  business: string;
  phoneNumberId: string;
  wabaId: string;
  displayPhoneNumber: string;
}

const chosen = Deno.env.get("FRONTDESK_LOCAL");

/** Where the local stack keeps its data, between runs too: `.local/`, or the folder that FRONTDESK_LOCAL names. */
export const LOCAL_FOLDER = chosen
  ? new URL(`${pathToFileURL(resolve(chosen))}/`)
  : new URL("../../.local/", import.meta.url);

/** The file that holds a `Stack`, for any script that wants to drive it. */
export const STACK_FILE = new URL("stack.json", LOCAL_FOLDER);

export async function writeStack(stack: Stack): Promise<void> {
  await Deno.writeTextFile(STACK_FILE, JSON.stringify(stack, null, 2) + "\n", { mode: 0o600 });
}

/** Throws with what to do when the stack was never started. */
export async function readStack(): Promise<Stack> {
  try {
    return JSON.parse(await Deno.readTextFile(STACK_FILE));
  } catch (cause) {
    throw new Error(
      `There is no ${fileURLToPath(STACK_FILE)}: run \`deno task start\` first, in another window.`,
      {
        cause,
      },
    );
  }
}
