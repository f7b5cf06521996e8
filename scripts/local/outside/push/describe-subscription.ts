import type { Subscription } from "./push-service.ts";

export const endpointOf = (origin: string, id: string) => `${origin}/_outside/push/send/${id}`;

/** A subscription as it is shown: without the private key. */
export const describeSubscription = ({ id, tokens, browser: _, ...told }: Subscription, origin: string) => ({
  id,
  endpoint: endpointOf(origin, id),
  ...told,
  vapidTokens: tokens.size,
});

export type DescribedSubscription = ReturnType<typeof describeSubscription>;
