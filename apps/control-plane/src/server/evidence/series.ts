import type { Transaction } from '@delta-guard/db';
import { LatencySketch } from '@delta-guard/protocol';
import type { Range, SeriesPoint } from '../../contract.ts';
import { packedOverhead, readOverhead } from '../store/sketches.ts';
import { everyNth } from './every-nth.ts';

/** Length of a range and of one point in it, in seconds. */
const shapes: Record<Range, { lengthS: number; stepS: number }> = {
  '15m': { lengthS: 900, stepS: 10 },
  '1h': { lengthS: 3_600, stepS: 30 },
  '6h': { lengthS: 21_600, stepS: 180 },
  '24h': { lengthS: 86_400, stepS: 720 },
};

const sketchRowsMax = 1_200;

export interface Series {
  points: SeriesPoint[];
  stepMs: number;
}

/** A route over time, over all its epochs, with a point for every step, oldest first. */
export async function loadSeries(
  tx: Transaction,
  routeId: string,
  at: { range: Range; nowMs: number },
): Promise<Series> {
  const { lengthS, stepS } = shapes[at.range];
  const until = (Math.floor(at.nowMs / 1_000 / stepS) + 1) * stepS;
  const from = until - lengthS;
  const counts = await loadCounts(tx, routeId, { from, until, stepS });
  const tallies = counts.reduce((sum, row) => sum + Number(row.tallies), 0);
  const overheads = await loadOverheads(tx, routeId, { from, until, stepS, tallies });
  const byStep = new Map(counts.map((row) => [Number(row.step), row]));
  const points: SeriesPoint[] = [];
  for (let second = from; second < until; second += stepS) {
    const row = byStep.get(second);
    const [overheadP50Ms = null, overheadP99Ms = null] = overheads.get(second)?.quantiles(0.5, 0.99) ?? [];
    const comparisons = Number(row?.comparisons ?? 0);
    const mismatches = Number(row?.mismatches ?? 0);
    points.push({
      atMs: second * 1_000,
      requests: Number(row?.requests ?? 0),
      comparisons,
      mismatches,
      mismatchRate: comparisons > 0 ? mismatches / comparisons : null,
      overheadP50Ms,
      overheadP99Ms,
    });
  }
  return { points, stepMs: stepS * 1_000 };
}

interface CountRow {
  step: bigint;
  tallies: bigint;
  requests: bigint;
  comparisons: bigint;
  mismatches: bigint;
}

function loadCounts(
  tx: Transaction,
  routeId: string,
  { from, until, stepS }: { from: number; until: number; stepS: number },
): Promise<CountRow[]> {
  return tx.$queryRaw<CountRow[]>`
    select second - second % ${stepS}::bigint as step, count(*) as tallies, sum(requests)::bigint as requests,
      sum(matches + mismatches)::bigint as comparisons, sum(mismatches)::bigint as mismatches
    from tally_history where route_id = ${routeId}::uuid and second >= ${from} and second < ${until}
    group by step`;
}

/** Of a long range an even choice of the seconds is read: enough for a curve, and the same work for any range. */
async function loadOverheads(
  tx: Transaction,
  routeId: string,
  window: { from: number; until: number; stepS: number; tallies: number },
): Promise<Map<number, LatencySketch>> {
  const { stepS } = window;
  const stride = Math.max(1, Math.ceil(window.tallies / sketchRowsMax));
  const chosen = (lengthS: number) => everyNth(lengthS * stride, window);
  const rows = await tx.$queryRaw<{ step: number; overhead: string }[]>`
    select (second - second % ${stepS}::bigint)::float8 as step, ${packedOverhead} as overhead from (
      select second, sketches from tally
      where route_id = ${routeId}::uuid and second = any(array(${chosen(1)}))
      union all
      select second, sketches from tally_roll_up
      where route_id = ${routeId}::uuid and length_s = 60 and second = any(array(${chosen(60)}))
      union all
      select second, sketches from tally_roll_up
      where route_id = ${routeId}::uuid and length_s = 3600 and second = any(array(${chosen(3_600)}))
    ) past where sketches is not null limit ${sketchRowsMax * 2}`;
  const sketches = new Map<number, LatencySketch>();
  for (const { step, overhead } of rows) {
    const sketch = sketches.get(step) ?? new LatencySketch();
    const more = readOverhead(overhead);
    if (more) sketch.merge(more);
    sketches.set(step, sketch);
  }
  return sketches;
}
