import type { Transaction } from '@delta-guard/db';
import { LatencySketch } from '@delta-guard/protocol';
import { packedOverhead, readOverhead, unpackSketch } from '../store/sketches.ts';
import { everyNth } from './every-nth.ts';
import { type Recent, recentSeconds } from './recent-seconds.ts';

export interface RecentQuantiles {
  overheadP50Ms: number | null;
  overheadP99Ms: number | null;
}

/** A list of many routes reads an even choice of the seconds instead of all: the same work for any number of them. */
const sketchRowsMax = 1_200;

/** What the last 60 s of routes took, by route. For display: proof goes by counted exceedances. */
export async function loadRecentQuantiles(
  tx: Transaction,
  recents: ReadonlyMap<string, Recent>,
  nowMs: number,
): Promise<Map<string, RecentQuantiles>> {
  const routeIds = [...recents.keys()];
  const tallies = [...recents.values()].reduce((sum, recent) => sum + recent.tallies, 0);
  const stride = Math.max(1, Math.ceil(tallies / sketchRowsMax));
  const rows = await tx.$queryRaw<{ routeId: string; overhead: string }[]>`
    select route_id as "routeId", ${packedOverhead} as overhead
    from tally where route_id = any(${routeIds}::uuid[])
      and second = any(array(${everyNth(stride, spanOf(nowMs))})) and sketches is not null
    limit ${sketchRowsMax * 2}`;
  const merged = new Map(routeIds.map((id) => [id, new LatencySketch()]));
  for (const { routeId, overhead } of rows) {
    const sketch = readOverhead(overhead);
    if (sketch) merged.get(routeId)?.merge(sketch);
  }
  return new Map([...merged].map(([id, sketch]) => [id, toQuantiles(sketch)]));
}

function toQuantiles(overhead: LatencySketch): RecentQuantiles {
  const [overheadP50Ms = null, overheadP99Ms = null] = overhead.quantiles(0.5, 0.99);
  return { overheadP50Ms, overheadP99Ms };
}

/** What the proxy added to the last 60 s of a route. */
export async function loadAddedP99Ms(
  tx: Transaction,
  routeId: string,
  nowMs: number,
): Promise<number | null> {
  const { from, until } = spanOf(nowMs);
  const rows = await tx.$queryRaw<{ sketches: Uint8Array }[]>`
    select sketches from tally
    where route_id = ${routeId}::uuid and second >= ${from} and second < ${until} and sketches is not null
    limit ${sketchRowsMax}`;
  const added = new LatencySketch();
  for (const { sketches } of rows) {
    const sketch = unpackSketch(sketches, 'addedMs');
    if (sketch) added.merge(sketch);
  }
  return added.quantiles(0.99)[0] ?? null;
}

function spanOf(nowMs: number): { from: number; until: number } {
  const until = Math.floor(nowMs / 1_000);
  return { from: until - recentSeconds, until };
}
