import type { Query, QueryClient } from '@tanstack/react-query';

/** What is known about the figures on the page: `staleSinceMs` is when the oldest of them was last confirmed. */
export interface Freshness {
  staleSinceMs: number | null;
}

const fresh: Freshness = { staleSinceMs: null };

/** The oldest figures on the page whose last question failed; null where every question was answered. */
export function oldestUnanswered(queries: readonly Query[]): number | null {
  let oldest: number | null = null;
  for (const query of queries) {
    const { fetchFailureCount, dataUpdatedAt, status } = query.state;
    const failed = fetchFailureCount > 0 || status === 'error';
    if (!query.isActive() || !failed || dataUpdatedAt === 0) continue;
    if (oldest === null || dataUpdatedAt < oldest) oldest = dataUpdatedAt;
  }
  return oldest;
}

/** The query cache as a store for `useSyncExternalStore`. */
export function freshnessStore(client: QueryClient) {
  let current = fresh;
  return {
    subscribe: (listener: () => void) => client.getQueryCache().subscribe(listener),
    read: (): Freshness => {
      const staleSinceMs = oldestUnanswered(client.getQueryCache().getAll());
      if (staleSinceMs !== current.staleSinceMs) current = { staleSinceMs };
      return current;
    },
    readOnServer: (): Freshness => fresh,
  };
}
