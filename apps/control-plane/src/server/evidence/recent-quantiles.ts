import type { Transaction } from '@delta-guard/db';
import { LatencySketch } from '@delta-guard/protocol';
import { unpackSketches } from '../store/sketches.ts';
import { everyNth } from './every-nth.ts';
import { type Recent, recentSeconds } from './recent-seconds.ts';

export interface RecentQuantiles {
  overheadP50Ms: number | null;
  overheadP99Ms: number | null;
  addedP99Ms: number | null;
}

/** A list of many routes reads an even choice of the seconds instead of all: the same work for any number of them. */
const sketchRowsMax = 1_200;

/** What the last 60 s of routes took, by route. For display: proof goes by counted exceedances. */
export async function loadRecentQuantiles(
  tx: Transaction,
  recents: ReadonlyMap<string, Recent>,
  nowMs: number,
): Promise<Map<string, RecentQuantiles>> {
  const until = Math.floor(nowMs / 1_000);
  const from = until - recentSeconds;
  const routeIds = [...recents.keys()];
  const tallies = [...recents.values()].reduce((sum, recent) => sum + recent.tallies, 0);
  const stride = Math.max(1, Math.ceil(tallies / sketchRowsMax));
  const rows = await tx.$queryRaw<{ routeId: string; sketches: Uint8Array }[]>`
    select route_id as "routeId", sketches
    from tally where route_id = any(${routeIds}::uuid[])
      and second = any(array(${everyNth(stride, { from, until })})) and sketches is not null
    limit ${sketchRowsMax * 2}`;
  const merged = new Map(
    routeIds.map((id) => [id, { overhead: new LatencySketch(), added: new LatencySketch() }]),
  );
  for (const { routeId, sketches } of rows) {
    const found = unpackSketches(sketches);
    if (found?.overheadMs) merged.get(routeId)?.overhead.merge(found.overheadMs);
    if (found?.addedMs) merged.get(routeId)?.added.merge(found.addedMs);
  }
  return new Map([...merged].map(([id, sketches]) => [id, toQuantiles(sketches)]));
}

function toQuantiles({
  overhead,
  added,
}: {
  overhead: LatencySketch;
  added: LatencySketch;
}): RecentQuantiles {
  const [overheadP50Ms = null, overheadP99Ms = null] = overhead.quantiles(0.5, 0.99);
  const [addedP99Ms = null] = added.quantiles(0.99);
  return { overheadP50Ms, overheadP99Ms, addedP99Ms };
}
