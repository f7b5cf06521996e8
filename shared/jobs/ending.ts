const controller = new AbortController();

// The platform announces the end of an isolate; what was begun may finish, nothing more is begun.
addEventListener("beforeunload", () => controller.abort());

/** Aborted when this isolate is about to end. */
export const ending: AbortSignal = controller.signal;
