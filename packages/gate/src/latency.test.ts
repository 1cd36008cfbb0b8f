import { expect, test } from 'vitest';
import { latencyHolds, latencyPairsNeeded, latencyUpperBound } from './latency.ts';

test('the pairs needed for a p99 are those of the table', () => {
  const needed = [0, 1, 2, 5, 10, 50].map((exceedances) => latencyPairsNeeded(exceedances, 0.01, 0.05));
  expect(needed).toEqual([354, 647, 856, 1_411, 2_213, 7_800]);
});

test('a candidate that is slow once in a hundred never passes for one that is slow less often', () => {
  for (const latencyPairs of [100, 1_000, 10_000, 1_000_000]) {
    const counts = { latencyPairs, latencyExceedances: latencyPairs / 100 };
    expect(latencyHolds(counts, 0.01, 0.05)).toBe(false);
    expect(latencyUpperBound(counts, 0.05)).toBeGreaterThan(0.01);
  }
});

test('it holds from the pair on that is needed', () => {
  expect(latencyHolds({ latencyPairs: 646, latencyExceedances: 1 }, 0.01, 0.05)).toBe(false);
  expect(latencyHolds({ latencyPairs: 647, latencyExceedances: 1 }, 0.01, 0.05)).toBe(true);
});
