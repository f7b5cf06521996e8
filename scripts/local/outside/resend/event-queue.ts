const AT_ONCE = 8;

/** Runs what is added beside everything else, a few at a time. */
export class EventQueue {
  #waiting: (() => Promise<void>)[] = [];
  #running = 0;
  #idle: (() => void)[] = [];

  /** `job` must not reject. */
  add(job: () => Promise<void>): void {
    this.#waiting.push(job);
    this.#next();
  }

  /** Resolves as soon as nothing runs and nothing waits. */
  settled(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #next(): void {
    while (this.#running < AT_ONCE) {
      const job = this.#waiting.shift();
      if (!job) break;
      this.#running++;
      job().finally(() => {
        this.#running--;
        this.#next();
      });
    }
    if (this.#running === 0) this.#idle.splice(0).forEach((resolve) => resolve());
  }
}
