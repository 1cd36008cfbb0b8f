import type { Database, Transaction } from '@delta-guard/db';
import { policyNames, presetPolicies } from '@delta-guard/gate';
import { toPolicy } from '../policies/load-policies.ts';
import { oneAtATime } from '../store/advisory-locks.ts';

/** Epochs of one transaction: ingest waits for it. */
const epochsMax = 25;
/** Comparisons that the sums may be ahead of the window: what a reader has to leave out again. */
const surplusMin = 20;
const surplusShare = 1 / 200;
const firstRoute = '00000000-0000-0000-0000-000000000000';

/**
 * Moves the second from which running epochs sum up to where their windows begin, so that whoever reads a window has
 * little to leave out. Windows are right without it; they only take longer to read. Returns how many it moved.
 */
export async function moveWindows(db: Database): Promise<number> {
  let moved = 0;
  for (let after: string | null = firstRoute; after !== null; ) {
    const pass = await db.$transaction((tx) => moveSome(tx, after ?? firstRoute));
    moved += pass.moved;
    after = pass.after;
  }
  return moved;
}

/** Those of the routes behind the given one; `after` is null where there are no more. */
async function moveSome(tx: Transaction, behind: string): Promise<{ moved: number; after: string | null }> {
  await oneAtATime(tx, 'rollUp');
  const sizes = await loadSizes(tx);
  const due = await tx.$queryRaw<{ id: string; routeId: string; size: bigint }[]>`
    select epoch.id, epoch.route_id as "routeId", wanted.size
    from json_to_recordset(${JSON.stringify(sizes)}::json) as wanted(gateway uuid, policy text, size bigint)
    join route on route.gateway_id = wanted.gateway and route.policy = wanted.policy
    join epoch on epoch.route_id = route.id and epoch.ended_at is null
    where epoch.route_id > ${behind}::uuid and (epoch.window_comparisons > wanted.size + greatest(${surplusMin}::bigint, (wanted.size * ${surplusShare}::float8)::bigint)
      or (epoch.window_second > 0 and epoch.window_comparisons < least(wanted.size, epoch.comparisons)))
    order by epoch.route_id limit ${epochsMax} for no key update of epoch`;
  if (due.length === 0) return { moved: 0, after: null };
  const rows = JSON.stringify(due.map(({ id, size }) => ({ id, size: String(size) })));
  // Where all that is there does not fill the window, it begins with the first.
  const moved = await tx.$executeRaw`
    update epoch set window_comparisons = present.comparisons, window_mismatches = present.mismatches,
      window_second = case when present.comparisons < due.size then 0 else present.from_second end
    from json_to_recordset(${rows}::json) as due(id uuid, size bigint)
    cross join lateral epoch_window(due.id, due.size) as present
    where epoch.id = due.id and epoch.window_second <> present.from_second`;
  return { moved, after: due.length < epochsMax ? null : (due.at(-1)?.routeId ?? null) };
}

interface WindowSize {
  gateway: string;
  policy: string;
  size: number;
}

async function loadSizes(tx: Transaction): Promise<WindowSize[]> {
  const gateways = await tx.gateway.findMany({
    select: { id: true, policies: { select: { name: true, preset: true, changes: true } } },
  });
  return gateways.flatMap(({ id: gateway, policies }) => [
    ...policyNames.map((policy) => ({ gateway, policy, size: presetPolicies[policy].windowSize })),
    ...policies.map((own) => ({ gateway, policy: own.name, size: toPolicy(own).windowSize })),
  ]);
}
