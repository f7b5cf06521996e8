interface EdgeRuntime {
  waitUntil(work: Promise<unknown>): void;
}

/**
 * Goes on with work after the answer was sent. On the hosted runtime the isolate is kept alive for it, best effort;
 * elsewhere it simply runs. A failure is logged, never thrown: nobody is there to catch it.
 */
export function inBackground(work: Promise<unknown>): void {
  const guarded = work.catch((error) =>
    console.error(JSON.stringify({ level: "error", background: String(error) }))
  );
  (globalThis as { EdgeRuntime?: EdgeRuntime }).EdgeRuntime?.waitUntil(guarded);
}
