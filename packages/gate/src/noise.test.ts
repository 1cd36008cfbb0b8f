import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeNoise } from './noise.ts';
import { seededRandom } from './simulation/random.ts';

test.each([
  [3, 0, 0.125],
  [5, 0, 0.03125],
  [4, 1, 0.1875],
  [15, 5, 0.020694732666015625],
  [1_000, 1_000, 0.5089195055729274],
])('%d raw against %d noise has p value %d', (raw, noise, pValue) => {
  expect(judgeNoise({ raw, noise }).pValue).toBeCloseTo(pValue, 7);
});

test.each([
  [0, 0, 'tooFew'],
  [1, 0, 'tooFew'],
  [3, 1, 'tooFew'],
  [4, 0, 'tooFew'],
  [5, 0, 'difference'],
  [0, 40, 'tooFew'],
  [5, 4, 'noise'],
  [900, 880, 'noise'],
  [880, 900, 'noise'],
  [1_200, 900, 'difference'],
] as const)('%d raw against %d noise is %s', (raw, noise, verdict) => {
  expect(judgeNoise({ raw, noise }).verdict).toBe(verdict);
});

test('both counts are shown', () => {
  expect(judgeNoise({ raw: 12, noise: 11 }).words).toBe(
    'The candidate differed 12 times from the legacy here, a second legacy 11 times: the legacy differs from itself as often, so a rule may be right here.',
  );
});

test('a fault is not called noise for having more samples of the same ratio, unlike by a fixed percentage', () => {
  const verdicts = [1, 10, 100, 1_000].map(
    (scale) => judgeNoise({ raw: 6 * scale, noise: 5 * scale }).verdict,
  );
  expect(verdicts).toEqual(['noise', 'noise', 'difference', 'difference']);
});

test('the more raw or the less noise, the smaller the p value', () => {
  fc.assert(
    fc.property(fc.nat(3_000), fc.nat(3_000), (raw, noise) => {
      const { pValue } = judgeNoise({ raw, noise });
      expect(judgeNoise({ raw: raw + 1, noise }).pValue).toBeLessThanOrEqual(pValue + 1e-12);
      expect(judgeNoise({ raw, noise: noise + 1 }).pValue).toBeGreaterThanOrEqual(pValue - 1e-12);
    }),
  );
});

test('pure noise is called a difference in at most 5 of 100 cases', () => {
  const random = seededRandom(5);
  const runs = 4_000;
  let called = 0;
  for (let run = 0; run < runs; run += 1) {
    let raw = 0;
    for (let at = 0; at < 60; at += 1) raw += Number(random() < 0.5);
    called += Number(judgeNoise({ raw, noise: 60 - raw }).verdict === 'difference');
  }
  expect(called / runs).toBeLessThan(0.055);
  expect(called / runs).toBeGreaterThan(0.02);
});
