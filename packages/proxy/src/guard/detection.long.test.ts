import { expect, test } from 'vitest';
import { checkDetection } from '../testing/check-detection.ts';

const seeds = Array.from({ length: 20 }, (_, at) => 2 * at + 1);

test.each([
  [0.1, 45, 160],
  [0.01, 550, 2_000],
])(
  'a fault at a rate of %d: rolled back after a median of at most %i comparisons, always within %i',
  async (faultRate, medianMax, comparisonsMax) => {
    const delays: number[] = [];
    for (const seed of seeds) delays.push(await checkDetection({ faultRate, seed, comparisonsMax }));
    delays.sort((a, b) => a - b);
    expect(delays[Math.floor(delays.length / 2)]).toBeLessThanOrEqual(medianMax);
  },
  600_000,
);
