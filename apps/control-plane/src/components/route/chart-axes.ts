import { timeTicks } from '../../client/series-charts.ts';
import { clockTime } from '../../client/time-words.ts';
import { axisStyle } from './chart-frame.tsx';

/** The axis of time that all charts of a route share. */
export function timeAxisProps(points: readonly { atMs: number }[]) {
  const fromMs = points[0]?.atMs ?? 0;
  const toMs = points.at(-1)?.atMs ?? 0;
  const zoneOffsetMs = -new Date(toMs).getTimezoneOffset() * 60_000;
  const domain: [number, number] = [fromMs, toMs];
  return {
    dataKey: 'atMs',
    type: 'number',
    scale: 'time',
    domain,
    ticks: timeTicks(fromMs, toMs, zoneOffsetMs),
    tickFormatter: (atMs: number) => clockTime(atMs, toMs),
    tick: axisStyle,
    tickLine: false,
    axisLine: { stroke: 'var(--line-strong)' },
  } as const;
}

export const valueAxisProps = { tick: axisStyle, tickLine: false, axisLine: false, width: 56 } as const;

/** What a chart hands to its tooltip is the point that we gave it. */
export function pointOf<Point>(payload: readonly { payload?: Point }[] | undefined): Point | null {
  return payload?.[0]?.payload ?? null;
}
