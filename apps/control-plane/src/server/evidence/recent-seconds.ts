import { Prisma, type Transaction } from '@delta-guard/db';

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
  const span = { from: until - recentSeconds, until };
  const rows = await loadSums(tx, routeIds, span);
  const moved = rows.filter(({ stageSince }) => Math.floor(stageSince.getTime() / 1_000) >= span.from);
  const inStage = await loadSinceMove(tx, moved, span);
  const recent = new Map(routeIds.map((id) => [id, nothing()]));
  for (const row of rows) recent.set(row.routeId, toRecent(row, inStage.get(row.routeId) ?? row, span));
  return recent;
}

interface Span {
  from: number;
  until: number;
}

/** Sums as floats, which are exact for counts below 2^53, and a fifth of the work of decimals. */
const sums = Prisma.sql`coalesce(sum(requests::float8), 0) as requests,
  coalesce(sum((matches + mismatches)::float8), 0) as comparisons`;

function loadSums(tx: Transaction, routeIds: readonly string[], { from, until }: Span): Promise<RecentRow[]> {
  return tx.$queryRaw<RecentRow[]>`
    select route.id as "routeId", route.created_at as "createdAt", route.stage_since as "stageSince", seconds.*
    from route cross join lateral (
      select count(*)::float8 as tallies, ${sums}, coalesce(sum(fallbacks::float8), 0) as fallbacks,
        coalesce(array_agg(second) filter (where mismatches > 0), '{}') as mismatched,
        coalesce(array_agg(mismatches) filter (where mismatches > 0), '{}') as mismatches
      from tally where route_id = route.id and second >= ${from} and second < ${until}
    ) seconds
    where route.id = any(${[...routeIds]}::uuid[])`;
}

/** Of the few routes that changed their stage in these seconds: what they had since. */
async function loadSinceMove(
  tx: Transaction,
  moved: readonly RecentRow[],
  { until }: Span,
): Promise<ReadonlyMap<string, Shares>> {
  if (moved.length === 0) return new Map();
  const rows = await tx.$queryRaw<(Shares & { routeId: string })[]>`
    select route.id as "routeId", seconds.*
    from route cross join lateral (
      select ${sums} from tally
      where route_id = route.id and second > floor(extract(epoch from stage_since))::bigint and second < ${until}
    ) seconds
    where route.id = any(${moved.map(({ routeId }) => routeId)}::uuid[])`;
  return new Map(rows.map((row) => [row.routeId, row]));
}

function toRecent(row: RecentRow, inStage: Shares, { from, until }: Span): Recent {
  // A rate over more seconds than the route has been there for would be too low.
  const age = until - Math.floor(row.createdAt.getTime() / 1_000);
  const requestsPerSecond = row.requests / Math.min(Math.max(age, 1), recentSeconds);
  const mismatches = noMismatches();
  for (const [at, second] of row.mismatched.entries())
    mismatches[Number(second) - from] = (mismatches[Number(second) - from] ?? 0) + Number(row.mismatches[at]);
  return {
    requestsPerSecond,
    // In the present stage, or before it where that is not known yet.
    comparisonsPerSecond: requestsPerSecond * comparedShare(inStage.comparisons > 0 ? inStage : row),
    tallies: row.tallies,
    requests: row.requests,
    fallbacks: row.fallbacks,
    mismatches,
  };
}

function comparedShare({ requests, comparisons }: Shares): number {
  return requests === 0 ? 0 : comparisons / requests;
}

interface Shares {
  requests: number;
  comparisons: number;
}

interface RecentRow extends Shares {
  routeId: string;
  createdAt: Date;
  stageSince: Date;
  tallies: number;
  fallbacks: number;
  /** Of each tally with mismatches: its second, and how many. */
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
    mismatches: noMismatches(),
  };
}

function noMismatches(): number[] {
  return new Array<number>(recentSeconds).fill(0);
}
