import type { Transaction } from '@delta-guard/db';

export const recentSeconds = 60;

export interface Recent {
  requestsPerSecond: number;
  comparisonsPerSecond: number;
  /** Tallies that these seconds are made of. */
  tallies: number;
  /** Mismatches of each of the last 60 s, oldest first. */
  mismatches: number[];
  requests: number;
  fallbacks: number;
}

/** The last 60 whole seconds of routes, by route. The second that is running is left out: its tallies are on the way. */
export async function loadRecent(
  tx: Transaction,
  routeIds: readonly string[],
  nowMs: number,
): Promise<Map<string, Recent>> {
  const until = Math.floor(nowMs / 1_000);
  const from = until - recentSeconds;
  const rows = await tx.$queryRaw<RecentRow[]>`
    select route_id as "routeId", second, count(*) as tallies, sum(requests)::bigint as requests,
      sum(matches + mismatches)::bigint as comparisons, sum(mismatches)::bigint as mismatches,
      sum(fallbacks)::bigint as fallbacks
    from tally where route_id = any(${[...routeIds]}::uuid[]) and second >= ${from} and second < ${until}
    group by route_id, second`;
  const recent = new Map(routeIds.map((id) => [id, nothing()]));
  const ages = await loadAges(tx, routeIds, until);
  for (const row of rows) {
    const sums = recent.get(row.routeId);
    if (!sums) continue;
    sums.tallies += Number(row.tallies);
    sums.requests += Number(row.requests);
    sums.fallbacks += Number(row.fallbacks);
    const seconds = ages.get(row.routeId) ?? recentSeconds;
    sums.requestsPerSecond += Number(row.requests) / seconds;
    sums.comparisonsPerSecond += Number(row.comparisons) / seconds;
    sums.mismatches[Number(row.second) - from] = Number(row.mismatches);
  }
  return recent;
}

/** How many of these seconds each route has been there for: a rate over more would be too low. */
async function loadAges(
  tx: Transaction,
  routeIds: readonly string[],
  until: number,
): Promise<Map<string, number>> {
  const routes = await tx.route.findMany({
    where: { id: { in: [...routeIds] } },
    select: { id: true, createdAt: true },
  });
  return new Map(
    routes.map(({ id, createdAt }) => {
      const age = until - Math.floor(createdAt.getTime() / 1_000);
      return [id, Math.min(Math.max(age, 1), recentSeconds)];
    }),
  );
}

interface RecentRow {
  routeId: string;
  second: bigint;
  tallies: bigint;
  requests: bigint;
  comparisons: bigint;
  mismatches: bigint;
  fallbacks: bigint;
}

function nothing(): Recent {
  return {
    requestsPerSecond: 0,
    comparisonsPerSecond: 0,
    tallies: 0,
    requests: 0,
    fallbacks: 0,
    mismatches: Array.from({ length: recentSeconds }, () => 0),
  };
}
