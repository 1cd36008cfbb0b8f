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
    select route_id as "routeId", second, count(*) as tallies, sum(requests)::bigint as requests,
      sum(matches + mismatches)::bigint as comparisons, sum(mismatches)::bigint as mismatches,
      sum(fallbacks)::bigint as fallbacks
    from tally where route_id = any(${[...routeIds]}::uuid[]) and second >= ${from} and second < ${until}
    group by route_id, second`;
  const recent = new Map(routeIds.map((id) => [id, nothing()]));
  const spans = await loadSpans(tx, routeIds, until);
  const compared = new Map(routeIds.map((id) => [id, new ComparedShare()]));
  for (const row of rows) {
    const sums = recent.get(row.routeId);
    if (!sums) continue;
    sums.tallies += Number(row.tallies);
    sums.requests += Number(row.requests);
    sums.fallbacks += Number(row.fallbacks);
    const { ageS, stageSinceS } = spans.get(row.routeId) ?? { ageS: recentSeconds, stageSinceS: 0 };
    sums.requestsPerSecond += Number(row.requests) / ageS;
    sums.mismatches[Number(row.second) - from] = Number(row.mismatches);
    compared.get(row.routeId)?.add(row, row.second > stageSinceS);
  }
  for (const [id, sums] of recent) {
    sums.comparisonsPerSecond = sums.requestsPerSecond * (compared.get(id)?.value ?? 0);
  }
  return recent;
}

/** Which share of the requests is compared: in the present stage, or before it where that is not known yet. */
class ComparedShare {
  readonly #ever = { requests: 0, comparisons: 0 };
  readonly #inStage = { requests: 0, comparisons: 0 };

  add({ requests, comparisons }: RecentRow, inStage: boolean): void {
    for (const sums of inStage ? [this.#ever, this.#inStage] : [this.#ever]) {
      sums.requests += Number(requests);
      sums.comparisons += Number(comparisons);
    }
  }

  get value(): number {
    const { requests, comparisons } = this.#inStage.comparisons > 0 ? this.#inStage : this.#ever;
    return requests === 0 ? 0 : comparisons / requests;
  }
}

interface Span {
  /** How many of these seconds the route has been there for: a rate over more would be too low. */
  ageS: number;
  /** Unix second of its last change of stage. */
  stageSinceS: number;
}

async function loadSpans(
  tx: Transaction,
  routeIds: readonly string[],
  until: number,
): Promise<Map<string, Span>> {
  const routes = await tx.route.findMany({
    where: { id: { in: [...routeIds] } },
    select: { id: true, createdAt: true, stageSince: true },
  });
  return new Map(
    routes.map(({ id, createdAt, stageSince }) => {
      const age = until - Math.floor(createdAt.getTime() / 1_000);
      const stageSinceS = Math.floor(stageSince.getTime() / 1_000);
      return [id, { ageS: Math.min(Math.max(age, 1), recentSeconds), stageSinceS }];
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
