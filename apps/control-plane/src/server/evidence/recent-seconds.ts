import type { Transaction } from '@delta-guard/db';

export const recentSeconds = 60;

export interface Recent {
  requestsPerSecond: number;
  /** As the route is compared since its last change of stage: what it was before says nothing of what will come. */
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
    select route.id as "routeId", route.created_at as "createdAt", sum(tallies)::bigint as tallies,
      sum(requests)::bigint as requests, sum(comparisons)::bigint as comparisons, sum(fallbacks)::bigint as fallbacks,
      coalesce(sum(requests) filter (where in_stage), 0)::bigint as "stageRequests",
      coalesce(sum(comparisons) filter (where in_stage), 0)::bigint as "stageComparisons",
      coalesce(array_agg(second) filter (where mismatches > 0), '{}') as mismatched,
      coalesce(array_agg(mismatches) filter (where mismatches > 0), '{}') as mismatches
    from (
      select route_id, second, count(*) as tallies, sum(requests) as requests, sum(matches + mismatches) as comparisons,
        sum(mismatches)::bigint as mismatches, sum(fallbacks) as fallbacks
      from tally where route_id = any(${[...routeIds]}::uuid[]) and second >= ${from} and second < ${until}
      group by route_id, second
    ) seconds
    join route on route.id = seconds.route_id
    cross join lateral (select second > floor(extract(epoch from route.stage_since)) as in_stage) stage
    group by route.id`;
  const recent = new Map(routeIds.map((id) => [id, nothing()]));
  for (const row of rows) recent.set(row.routeId, toRecent(row, { from, until }));
  return recent;
}

function toRecent(row: RecentRow, { from, until }: { from: number; until: number }): Recent {
  // A rate over more seconds than the route has been there for would be too low.
  const age = until - Math.floor(row.createdAt.getTime() / 1_000);
  const requestsPerSecond = Number(row.requests) / Math.min(Math.max(age, 1), recentSeconds);
  const { mismatches } = nothing();
  for (const [at, second] of row.mismatched.entries())
    mismatches[Number(second) - from] = Number(row.mismatches[at] ?? 0);
  return {
    requestsPerSecond,
    comparisonsPerSecond: requestsPerSecond * comparedShare(row),
    tallies: Number(row.tallies),
    requests: Number(row.requests),
    fallbacks: Number(row.fallbacks),
    mismatches,
  };
}

/** Which share of the requests is compared: in the present stage, or before it where that is not known yet. */
function comparedShare({ requests, comparisons, stageRequests, stageComparisons }: RecentRow): number {
  if (stageComparisons > 0n) return Number(stageComparisons) / Number(stageRequests);
  return requests === 0n ? 0 : Number(comparisons) / Number(requests);
}

interface RecentRow {
  routeId: string;
  createdAt: Date;
  tallies: bigint;
  requests: bigint;
  comparisons: bigint;
  fallbacks: bigint;
  /** Of the seconds since the last change of stage. */
  stageRequests: bigint;
  stageComparisons: bigint;
  /** Seconds with mismatches, and how many in each. */
  mismatched: bigint[];
  mismatches: bigint[];
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
