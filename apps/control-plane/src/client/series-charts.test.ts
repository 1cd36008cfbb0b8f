import { describe, expect, test } from 'vitest';
import type { SeriesPoint } from '../contract.ts';
import { prepareOverheadChart, prepareRateChart, timeTicks } from './series-charts.ts';

const point = (over: Partial<SeriesPoint>): SeriesPoint => ({
  atMs: 0,
  requests: 10,
  comparisons: 10,
  mismatches: 0,
  mismatchRate: 0,
  overheadP50Ms: 0.5,
  overheadP99Ms: 2,
  ...over,
});

describe('the chart of the mismatch rate', () => {
  test('the limit is in sight even where no mismatch was ever seen', () => {
    const chart = prepareRateChart({ series: [point({})], limit: 0.0001, bound: 0.00008 });
    expect(chart.limitPercent).toBeCloseTo(0.01);
    expect(chart.topPercent).toBeGreaterThan(0.01);
    expect(chart.boundPercent).toBeCloseTo(0.008);
  });

  test('a second without comparisons is a gap in the line and not a rate of zero', () => {
    const { points } = prepareRateChart({
      series: [point({ mismatchRate: null, comparisons: 0 })],
      limit: 0.0001,
      bound: null,
    });
    expect(points[0]?.ratePercent).toBeNull();
  });

  test('the worst point is in sight', () => {
    const chart = prepareRateChart({ series: [point({ mismatchRate: 0.41 })], limit: 0.0001, bound: 0.5 });
    expect(chart.topPercent).toBeGreaterThanOrEqual(41);
    expect(chart.ticks.at(-1)).toBe(chart.topPercent);
  });

  test('nothing above 100 % is on the scale', () => {
    const chart = prepareRateChart({ series: [point({ mismatchRate: 1 })], limit: 0.01, bound: 1 });
    expect(chart.topPercent).toBe(100);
  });

  test('a bound far above all the rest does not press the line to the floor', () => {
    expect(prepareRateChart({ series: [point({})], limit: 0.0001, bound: 0.9 }).topPercent).toBeLessThan(0.1);
  });
});

test('the chart of the overhead reaches below zero where the candidate is the faster one', () => {
  const chart = prepareOverheadChart([point({ overheadP50Ms: -1.2, overheadP99Ms: 0.4 })], 5);
  expect(chart.bottomMs).toBeLessThanOrEqual(-1.2);
  expect(chart.topMs).toBeGreaterThan(5);
  expect(chart.ticks).toContain(0);
});

test('ticks of time stand on whole steps of the reader’s clock', () => {
  const from = Date.UTC(2026, 10, 23, 3, 7);
  const ticks = timeTicks(from, from + 3_600_000, 3_600_000);
  expect(ticks.length).toBeGreaterThanOrEqual(4);
  expect(ticks.every((at) => at % 600_000 === 0)).toBe(true);
});
