import type { SeriesPoint } from '../contract.ts';

export interface RatePoint {
  atMs: number;
  /** Per cent, null where nothing was compared. */
  ratePercent: number | null;
  mismatches: number;
  comparisons: number;
}

export interface RateChart {
  points: RatePoint[];
  limitPercent: number;
  /** The bound of the whole epoch, null where nothing is known. */
  boundPercent: number | null;
  topPercent: number;
  ticks: number[];
}

interface RateInput {
  series: readonly SeriesPoint[];
  limit: number;
  bound: number | null;
}

/** Fractions become per cent, and the scale holds limit, bound and the worst point with room above. */
export function prepareRateChart({ series, limit, bound }: RateInput): RateChart {
  const points = series.map(({ atMs, mismatchRate, mismatches, comparisons }) => ({
    atMs,
    ratePercent: mismatchRate === null ? null : mismatchRate * 100,
    mismatches,
    comparisons,
  }));
  const worst = Math.max(0, ...points.map((point) => point.ratePercent ?? 0));
  const boundPercent = bound === null || bound >= 1 ? null : bound * 100;
  const limitPercent = limit * 100;
  const top = niceTop(
    Math.max(worst, limitPercent, withinReach(boundPercent, Math.max(worst, limitPercent))),
  );
  const ticks = top.ticks.filter((tick) => tick <= 100);
  return { points, limitPercent, boundPercent, topPercent: ticks.at(-1) ?? top.top, ticks };
}

export interface OverheadPoint {
  atMs: number;
  p50Ms: number | null;
  p99Ms: number | null;
}

export interface OverheadChart {
  points: OverheadPoint[];
  limitMs: number;
  bottomMs: number;
  topMs: number;
  ticks: number[];
}

/** Paired overhead with its limit; below zero the candidate is the faster one. */
export function prepareOverheadChart(series: readonly SeriesPoint[], limitMs: number): OverheadChart {
  const points = series.map(({ atMs, overheadP50Ms, overheadP99Ms }) => ({
    atMs,
    p50Ms: overheadP50Ms,
    p99Ms: overheadP99Ms,
  }));
  const values = points.flatMap((point) => [point.p50Ms ?? 0, point.p99Ms ?? 0]);
  const { top, ticks } = niceTop(Math.max(limitMs, ...values));
  const lowest = Math.min(0, ...values);
  const step = (ticks[1] ?? top) - (ticks[0] ?? 0);
  const below = Math.ceil(-lowest / step);
  const negative = Array.from({ length: below }, (_, at) => -(below - at) * step);
  return { points, limitMs, bottomMs: -below * step, topMs: top, ticks: [...negative, ...ticks] };
}

/** Places of the time axis: whole steps of the reader's clock, four to seven of them. */
export function timeTicks(fromMs: number, toMs: number, zoneOffsetMs: number): number[] {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360].map((minutes) => minutes * 60_000);
  const step = steps.find((candidate) => (toMs - fromMs) / candidate <= 7) ?? 720 * 60_000;
  const first = Math.ceil((fromMs + zoneOffsetMs) / step) * step - zoneOffsetMs;
  const ticks: number[] = [];
  for (let at = first; at <= toMs; at += step) ticks.push(at);
  return ticks;
}

/** A bound far above everything else would press all the rest to the floor; the chart then says it in words only. */
function withinReach(bound: number | null, rest: number): number {
  return bound !== null && bound <= rest * 20 ? bound : 0;
}

/** A round top above `highest` and the ticks up to it. */
function niceTop(highest: number): { top: number; ticks: number[] } {
  const raw = (highest * 1.1) / 4;
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * magnitude >= raw) ?? 10) * magnitude;
  const count = Math.ceil((highest * 1.05) / step);
  const ticks = Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(6)));
  return { top: Number((count * step).toPrecision(6)), ticks };
}
