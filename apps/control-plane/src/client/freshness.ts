import type { Query, QueryClient } from '@tanstack/react-query';

/** Every screen is asked for again after ten seconds at the latest, where its query says nothing else in its `meta`. */
const askedEveryMs = 10_000;
/** An answer may take so long; older figures were asked for in vain. */
const answeredWithinMs = 3_000;

/** A failure that is repaired at once is no news; nor are figures of a page that was in the background until now. */
const toleratedMs = 2_000;

const lookEveryMs = 1_000;

type Seen = Pick<Query, 'state' | 'isActive'> & Partial<Pick<Query, 'meta'>>;

/** For `meta`: how often a query is asked again, where that is not as all others. */
export function askedEvery(everyMs: number): { everyMs: number } {
  return { everyMs };
}

function freshForMs({ meta }: Seen): number {
  const everyMs = typeof meta?.everyMs === 'number' ? meta.everyMs : askedEveryMs;
  return everyMs + answeredWithinMs;
}

/** When the oldest figures on the page were confirmed, of those whose last question was not answered; null where all were. */
export function oldestUnanswered(queries: readonly Seen[], nowMs: number): number | null {
  let oldest: number | null = null;
  for (const query of queries) {
    const { fetchFailureCount, dataUpdatedAt, status } = query.state;
    if (!query.isActive() || dataUpdatedAt === 0) continue;
    const failed = fetchFailureCount > 0 || status === 'error';
    if (!failed && nowMs - dataUpdatedAt <= freshForMs(query)) continue;
    if (oldest === null || dataUpdatedAt < oldest) oldest = dataUpdatedAt;
  }
  return oldest;
}

/** Whether the page can be believed: since when it is stale, null while it is not. */
export class Freshness {
  staleSinceMs: number | null = null;
  #doubtedSinceMs: number | null = null;

  look(queries: readonly Seen[], nowMs: number): void {
    const oldest = oldestUnanswered(queries, nowMs);
    if (oldest === null) this.#doubtedSinceMs = null;
    else this.#doubtedSinceMs ??= nowMs;
    const doubtedMs = this.#doubtedSinceMs === null ? 0 : nowMs - this.#doubtedSinceMs;
    this.staleSinceMs = doubtedMs >= toleratedMs ? oldest : null;
  }
}

/** Freshness as a store for `useSyncExternalStore`, looked at once a second. */
export function freshnessStore(client: QueryClient) {
  const freshness = new Freshness();
  return {
    subscribe: (listener: () => void) => {
      const timer = setInterval(() => {
        freshness.look(client.getQueryCache().getAll(), Date.now());
        listener();
      }, lookEveryMs);
      return () => clearInterval(timer);
    },
    read: (): number | null => freshness.staleSinceMs,
    readOnServer: (): null => null,
  };
}
