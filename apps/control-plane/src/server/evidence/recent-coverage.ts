import type { Transaction } from '@delta-guard/db';
import type { Policy } from '@delta-guard/gate';
import { everyNth } from './every-nth.ts';
import { type Recent, recentSeconds } from './recent-seconds.ts';
import type { RouteEvidence } from './route-evidence.ts';

/** Of many routes an even choice of the seconds is read: the same work for any number of them. */
const rowsMax = 1_200;

/**
 * Which share of the eligible exchanges of the last 60 s in their present stage got a verdict, by route. Only a forecast of
 * coverage needs it, so that it is read of those alone that want coverage; absent where there were no such exchanges.
 */
export async function loadRecentCoverage(
  tx: Transaction,
  routes: readonly { id: string; thresholds: Policy }[],
  known: {
    evidences: ReadonlyMap<string, RouteEvidence>;
    recents: ReadonlyMap<string, Recent>;
    nowMs: number;
  },
): Promise<ReadonlyMap<string, number>> {
  const wanting = routes.filter(({ id, thresholds }) => wantsCoverage(known.evidences.get(id), thresholds));
  if (wanting.length === 0) return new Map();
  const routeIds = wanting.map(({ id }) => id);
  const tallies = routeIds.reduce((sum, id) => sum + (known.recents.get(id)?.tallies ?? 0), 0);
  const until = Math.floor(known.nowMs / 1_000);
  const seconds = everyNth(Math.max(1, Math.ceil(tallies / rowsMax)), { from: until - recentSeconds, until });
  const rows = await tx.$queryRaw<{ routeId: string; compared: number; missed: number }[]>`
    select route_id as "routeId", sum((matches + mismatches)::float8) as compared,
      sum((select coalesce(sum(value::float8), 0) from jsonb_each_text(not_compared))) as missed
    from tally join route on route.id = route_id
    where route_id = any(${routeIds}::uuid[]) and second = any(array(${seconds}))
      and second > floor(extract(epoch from stage_since))::bigint
    group by route_id`;
  return new Map(
    rows
      .filter(({ compared, missed }) => compared + missed > 0)
      .map(({ routeId, compared, missed }) => [routeId, compared / (compared + missed)]),
  );
}

function wantsCoverage(evidence: RouteEvidence | undefined, { conditions, coverageMin }: Policy): boolean {
  const epoch = evidence?.epoch;
  if (!epoch || !conditions.includes('coverage') || epoch.eligible === 0) return false;
  return epoch.comparisons / epoch.eligible < coverageMin;
}
