/** Who asks. Every query and every audit row names one. */
export type Actor = User | Worker | Webhook | Anonymous;

export interface User {
  kind: "user";
  id: string;
  /** Auth's session, where the token names one. */
  sessionId?: string;
  /** The business the token was last switched to: a hint that selects, never an authority. */
  businessHint?: string;
}

/** A schedule or dispatcher of our own, known by the worker secret. */
export interface Worker {
  kind: "worker";
}

/** An outside system whose signature was checked. */
export interface Webhook {
  kind: "webhook";
  source: string;
  /** The sender's own id of this delivery, where it signs one: the same however often the delivery comes. */
  deliveryId?: string;
}

export interface Anonymous {
  kind: "anonymous";
}
