/** Waits for something to end, but no longer than so many milliseconds. */
export async function atMost(milliseconds: number, end: Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  try {
    await Promise.race([end, late]);
  } finally {
    clearTimeout(timer);
  }
}
