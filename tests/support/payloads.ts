const FOLDER = new URL("../functions/whatsapp-webhook/payloads/", import.meta.url);

export interface PayloadFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  // deno-lint-ignore no-explicit-any -- payloads are what the tests take apart
  json: any;
}

/** The payload files: one of every kind that the facts about WhatsApp name. */
export async function readPayloads(): Promise<PayloadFile[]> {
  const files: PayloadFile[] = [];
  for await (const { name } of Deno.readDir(FOLDER)) {
    if (!name.endsWith(".json")) continue;
    const bytes = await Deno.readFile(new URL(name, FOLDER));
    files.push({ name, bytes, json: JSON.parse(new TextDecoder().decode(bytes)) });
  }
  return files.sort((a, b) => a.name.localeCompare(b.name));
}
