import type { Query, QueryClient } from '@tanstack/react-query';

/** Figures on the page whose last question failed, by when the oldest of them was last confirmed; null where there are none. */
export interface Freshness {
  unansweredSinceMs: number | null;
}

const fresh: Freshness = { unansweredSinceMs: null };

/** One question that fails and is asked again at once is no news. */
const toleratedMs = 3_000;

export function isStale(unansweredSinceMs: number | null, nowMs: number): boolean {
  return unansweredSinceMs !== null && nowMs - unansweredSinceMs > toleratedMs;
}

/** The oldest figures on the page whose last question failed; null where every question was answered. */
function oldestUnanswered(queries: readonly Query[]): number | null {
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
      const unansweredSinceMs = oldestUnanswered(client.getQueryCache().getAll());
      if (unansweredSinceMs !== current.unansweredSinceMs) current = { unansweredSinceMs };
      return current;
    },
    readOnServer: (): Freshness => fresh,
  };
}
