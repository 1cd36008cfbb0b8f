import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lnEvidence, upperBound } from './evidence.ts';
import { lastBelowZero } from './last-below-zero.ts';

test('the place found is below zero, and the next number is not', () => {
  const next = (at: number) => at + Math.max(Number.MIN_VALUE, at * Number.EPSILON);
  fc.assert(
    fc.property(
      fc.double({ min: 1e-12, max: 0.99, noNaN: true }),
      fc.double({ min: 1e-9, max: 2, noNaN: true }),
      (root, step) => {
        for (const rising of [
          (at: number) => at - root,
          (at: number) => at ** 3 - root ** 3,
          (at: number) => (at < root ? -1 : Number.POSITIVE_INFINITY),
        ]) {
          const found = lastBelowZero(rising, { low: 0, step });
          expect(rising(found)).toBeLessThan(0);
          expect(rising(next(found))).toBeGreaterThanOrEqual(0);
        }
      },
    ),
  );
});

test('a bound takes fewer looks at the evidence than halving, which takes 66 and more', () => {
  const looks = (comparisons: number, mismatches: number) => {
    let count = 0;
    const goal = -Math.log(0.05);
    const rising = (rate: number) => {
      count += 1;
      return lnEvidence(comparisons, mismatches, rate) - goal;
    };
    lastBelowZero(rising, { low: mismatches / comparisons, step: goal / comparisons });
    return count;
  };
  for (const [n, k] of [
    [10_000, 0],
    [35_575, 0],
    [8_990_000, 90_000],
    [1_000_000_000, 3],
  ] as const)
    expect(looks(n, k)).toBeLessThan(52);
});

test('a bound after any counts lies where the evidence reaches its goal, to 12 digits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
      const k = Math.floor(n * share ** 4);
      const upper = upperBound(n, k, 0.05);
      if (n === k) {
        expect(upper).toBe(1);
        return;
      }
      expect(lnEvidence(n, k, upper * (1 - 1e-12))).toBeLessThan(-Math.log(0.05));
      if (upper < 1 - 1e-9)
        expect(lnEvidence(n, k, upper * (1 + 1e-12))).toBeGreaterThanOrEqual(-Math.log(0.05));
    }),
  );
});
