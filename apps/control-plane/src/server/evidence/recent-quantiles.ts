import type { Transaction } from '@delta-guard/db';
import { MergedSketch } from './quantiles.ts';
import { recentSeconds } from './recent-seconds.ts';

export interface RecentQuantiles {
  overheadP50Ms: number | null;
  overheadP99Ms: number | null;
  addedP99Ms: number | null;
}

/** Reading a sketch costs 50 microseconds; a list of many routes reads an even choice of the seconds instead of all. */
const sketchRowsMax = 1_200;

/** What the last 60 s of routes took, by route. For display: proof goes by counted exceedances. */
export async function loadRecentQuantiles(
  tx: Transaction,
  routeIds: readonly string[],
  nowMs: number,
): Promise<Map<string, RecentQuantiles>> {
  const until = Math.floor(nowMs / 1_000);
  const from = until - recentSeconds;
  const stride = Math.max(1, Math.ceil((routeIds.length * recentSeconds) / sketchRowsMax));
  const rows = await tx.$queryRaw<
    { routeId: string; overhead: Uint8Array | null; added: Uint8Array | null }[]
  >`
    select route_id as "routeId", overhead_ms as overhead, added_ms as added
    from tally where route_id = any(${[...routeIds]}::uuid[]) and second >= ${from} and second < ${until}
      and second % ${stride} = 0
    limit ${sketchRowsMax * 4}`;
  const merged = new Map(
    routeIds.map((id) => [id, { overhead: new MergedSketch(), added: new MergedSketch() }]),
  );
  for (const { routeId, overhead, added } of rows) {
    merged.get(routeId)?.overhead.add(overhead);
    merged.get(routeId)?.added.add(added);
  }
  return new Map([...merged].map(([id, sketches]) => [id, toQuantiles(sketches)]));
}

function toQuantiles({ overhead, added }: { overhead: MergedSketch; added: MergedSketch }): RecentQuantiles {
  const [overheadP50Ms = null, overheadP99Ms = null] = overhead.at(0.5, 0.99);
  const [addedP99Ms = null] = added.at(0.99);
  return { overheadP50Ms, overheadP99Ms, addedP99Ms };
}
