import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binomialAtLeast, binomialAtMost, binomialPmf } from './binomial.ts';
import { classicalLower, classicalUpper } from './clopper-pearson.ts';
import { upperBound } from './evidence.ts';

test.each([
  [0, 1_000, 0.05, 0.002991249545],
  [0, 1_000, 0.01, 0.004594582648],
  [0, 10_000, 0.05, 0.0002995283598],
  [0, 10_000, 0.01, 0.0004604109969],
  [1, 10_000, 0.05, 0.0004742976592],
  [1, 10_000, 0.01, 0.000663648091],
  [5, 10_000, 0.05, 0.001051013719],
  [5, 10_000, 0.01, 0.001310316998],
  [0, 29_956, 0.05, 9.999941532e-5],
  [0, 29_955, 0.05, 1.000027535e-4],
  [3, 100_000, 0.05, 7.753472239e-5],
  [3, 100_000, 0.01, 1.004476368e-4],
  [100, 10_000, 0.05, 0.01179723397],
  [100, 10_000, 0.01, 0.01256758205],
])('the upper end of %d in %d at alpha %d is %d', (mismatches, comparisons, alpha, expected) => {
  expect(Math.abs(classicalUpper(comparisons, mismatches, alpha) / expected - 1)).toBeLessThan(1e-9);
});

test.each([
  [1, 10_000, 5.129316284e-6],
  [3, 10_000, 8.17739791e-5],
])('the lower end of %d in %d at alpha 0.05 is %d', (mismatches, comparisons, expected) => {
  expect(Math.abs(classicalLower(comparisons, mismatches, 0.05) / expected - 1)).toBeLessThan(1e-9);
});

test('without a mismatch the ends have a closed form, up to a hundred million comparisons', () => {
  for (const n of [1, 10, 1e4, 1e8]) {
    expect(Math.abs(classicalUpper(n, 0, 0.05) / -Math.expm1(Math.log(0.05) / n) - 1)).toBeLessThan(1e-12);
    expect(classicalLower(n, 0, 0.05)).toBe(0);
    expect(classicalUpper(n, n, 0.05)).toBe(1);
    expect(Math.abs(classicalLower(n, n, 0.05) / 0.05 ** (1 / n) - 1)).toBeLessThan(1e-12);
  }
});

test('at its ends the tails are alpha, and they embrace the observed rate', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 3_000_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, at) => {
        const k = 1 + Math.floor(at * (n - 2));
        const upper = classicalUpper(n, k, 0.05);
        const lower = classicalLower(n, k, 0.05);
        expect(binomialAtMost(k, n, upper)).toBeCloseTo(0.05, 8);
        expect(binomialAtLeast(k, n, lower)).toBeCloseTo(0.05, 8);
        expect(lower).toBeLessThan(k / n);
        expect(upper).toBeGreaterThan(k / n);
      },
    ),
  );
});

test('tails are sums of single probabilities', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 80 }),
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      (n, rate) => {
        let sum = 0;
        for (let hits = 0; hits <= n; hits += 1) {
          sum += binomialPmf(hits, n, rate);
          expect(binomialAtMost(hits, n, rate)).toBeCloseTo(sum, 11);
          expect(binomialAtLeast(hits + 1, n, rate)).toBeCloseTo(1 - sum, 11);
        }
        expect(sum).toBeCloseTo(1, 11);
      },
    ),
  );
});

test('one look allows a tighter bound than looking as often as one likes', () => {
  for (const k of [0, 1, 5, 50]) {
    expect(classicalUpper(100_000, k, 0.05)).toBeLessThan(upperBound(100_000, k, 0.05));
  }
});
