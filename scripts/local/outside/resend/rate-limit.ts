const WINDOW_MS = 1_000;

/** So many requests a second, in windows that begin with the first request after the last one's end. */
export class RateLimit {
  #windowStart = -Infinity;
  #used = 0;

  constructor(private readonly most: number) {}

  /** Counts a request. The headers are for its answer; `retry-after` is among them when it came too soon. */
  take(now: number): { allowed: boolean; headers: Record<string, string> } {
    if (now - this.#windowStart >= WINDOW_MS) {
      this.#windowStart = now;
      this.#used = 0;
    }
    const allowed = this.#used < this.most;
    if (allowed) this.#used++;
    // Whole seconds, as Resend gives them.
    const reset = String(Math.ceil((this.#windowStart + WINDOW_MS - now) / 1_000));
    return {
      allowed,
      headers: {
        "ratelimit-limit": String(this.most),
        "ratelimit-remaining": String(this.most - this.#used),
        "ratelimit-reset": reset,
        ...(allowed ? {} : { "retry-after": reset }),
      },
    };
  }
}
