import type { Transaction } from '@delta-guard/db';
import { unpackSketches } from '../store/sketches.ts';
import { MergedSketch } from './quantiles.ts';
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
    from tally where route_id = any(${routeIds}::uuid[]) and second >= ${from} and second < ${until}
      and second % ${stride} = 0 and sketches is not null
    limit ${sketchRowsMax * 2}`;
  const merged = new Map(
    routeIds.map((id) => [id, { overhead: new MergedSketch(), added: new MergedSketch() }]),
  );
  for (const { routeId, sketches } of rows) {
    const found = unpackSketches(sketches);
    merged.get(routeId)?.overhead.add(found?.overheadMs ?? null);
    merged.get(routeId)?.added.add(found?.addedMs ?? null);
  }
  return new Map([...merged].map(([id, sketches]) => [id, toQuantiles(sketches)]));
}

function toQuantiles({ overhead, added }: { overhead: MergedSketch; added: MergedSketch }): RecentQuantiles {
  const [overheadP50Ms = null, overheadP99Ms = null] = overhead.at(0.5, 0.99);
  const [addedP99Ms = null] = added.at(0.99);
  return { overheadP50Ms, overheadP99Ms, addedP99Ms };
}
