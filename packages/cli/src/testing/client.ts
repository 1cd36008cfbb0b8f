import type { AppRouter } from '@delta-guard/control-plane/app-router';
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client';

export type ControlPlaneClient = TRPCClient<AppRouter>;

/** Speaks to a control plane as its pages do. */
export function controlPlaneClient(url: string): ControlPlaneClient {
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/api/trpc`, headers: { origin: url } })],
  });
}

/** Asks until the answer satisfies; a bound, so that a failure names what was last seen. */
export async function until<T>(
  ask: () => Promise<T>,
  satisfied: (answer: T) => boolean,
  timeoutMs = 60_000,
): Promise<T> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (satisfied(answer)) return answer;
    if (performance.now() > deadlineMs)
      throw new Error(`still not so after ${timeoutMs} ms: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
