import type { Route } from "../../../shared/http/route.ts";
import type { Scene } from "./scene.ts";
import type { ValidRequest } from "./valid-request.ts";

/**
 * What the battery can't read from a flow's declaration; `tests/support/battery/flows/<flow>.ts` exports it as its
 * default. Most flows need none.
 */
export interface FlowKnowledge {
  /** Sets up what the flow's requests presuppose; once. */
  prepare?(scene: Scene): Promise<void>;
  /**
   * For flows about what belongs to one person, where even a colleague's is not found: gives that person, before each
   * request of theirs, what it presupposes; returns ids for the path, fresh ones each time.
   */
  own?(scene: Scene, person: Person): Promise<Record<string, string>>;
  /** What of a generated request must be otherwise for the flow to do it. */
  valid?(route: Route, scene: Scene): Partial<ValidRequest>;
  webhook?: WebhookKnowledge;
}

/** An employee of a business, by the id of their login. */
export interface Person {
  userId: string;
  businessId: string;
}

/** How the outside system behind a flow signs. */
export interface WebhookKnowledge {
  /** The header that carries the signature: a scheme, `=` or `,`, and the signature itself. */
  header: string;
  /** Whether the header may hold several signatures, of which a good one is enough. */
  takesSeveral?: boolean;
  /** A delivery that would change something, another one each time. */
  body(scene: Scene): Uint8Array<ArrayBuffer>;
  /** All headers of a signed delivery: the signature, and what is signed along with the bytes. */
  sign(bytes: Uint8Array, secret: string): Record<string, string>;
  secretOf(params: Record<string, string>): string;
  /** Secrets that are good elsewhere and must not be here, by name. */
  otherSecrets(params: Record<string, string>): Record<string, string>;
  /** Path parameters that lead to no secret at all, by name. */
  unknownPaths(params: Record<string, string>): Record<string, Record<string, string>>;
}

export async function knowledgeOf(flow: string): Promise<FlowKnowledge> {
  const file = new URL(`./flows/${flow}.ts`, import.meta.url);
  try {
    await Deno.stat(file);
  } catch {
    return {};
  }
  return (await import(file.href)).default;
}
