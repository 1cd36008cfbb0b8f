import { timeTicks } from '../../client/series-charts.ts';
import { clockTime } from '../../client/time-words.ts';

/** What the time axis of a chart needs. */
export function timeAxis(points: readonly { atMs: number }[]) {
  const fromMs = points[0]?.atMs ?? 0;
  const toMs = points.at(-1)?.atMs ?? 0;
  const zoneOffsetMs = -new Date(toMs).getTimezoneOffset() * 60_000;
  return {
    domain: [fromMs, toMs] as [number, number],
    ticks: timeTicks(fromMs, toMs, zoneOffsetMs),
    format: (atMs: number) => clockTime(atMs, toMs),
  };
}
