import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  alphaOfEpoch,
  comparisonsNeeded,
  evidenceHolds,
  lnEvidence,
  upperBound,
  worstCaseUpperBound,
} from './evidence.ts';

const theta = 1e-4;

/** The definition as it stands, without logarithms: right where nothing overflows. */
function plainEvidence(n: number, k: number, limit: number): number {
  const bets = [0, 0.1, 0.25, 0.5];
  return bets.reduce((sum, c) => sum + c ** k * ((1 - c * limit) / (1 - limit)) ** (n - k), 0) / 4;
}

function relativeError(measured: number, expected: number): number {
  return Math.abs(measured / expected - 1);
}

describe('evidence', () => {
  test.each([
    [0, 1, 7.8754775e-5, 1e-8],
    [1, 1, -1.548813290618, 1e-12],
    [0, 10_000, 0.804691349531, 1e-11],
    [1, 10_000, -0.916580900089, 1e-11],
    [0, 30_000, 2.504336565127, 1e-11],
    [0, 40_000, 3.390254575178, 1e-11],
    [2, 50_000, 0.501368139957, 1e-11],
    [5, 200_000, 7.034348689933, 1e-11],
    [10, 100_000, -3.306060734279, 1e-11],
  ])('of %d mismatches in %d comparisons is %d', (mismatches, comparisons, expected, error) => {
    expect(relativeError(lnEvidence(comparisons, mismatches, theta), expected)).toBeLessThan(error);
  });

  test('is nothing before the first comparison', () => {
    expect(lnEvidence(0, 0, theta)).toBe(0);
  });

  test('agrees with the plain formula where that does not overflow', () => {
    const cases = fc.tuple(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 60 }), rate());
    fc.assert(
      fc.property(cases, ([matches, mismatches, limit]) => {
        const n = matches + mismatches;
        fc.pre(
          Number.isFinite(plainEvidence(n, mismatches, limit)) &&
            plainEvidence(n, mismatches, limit) > 1e-290,
        );
        expect(lnEvidence(n, mismatches, limit)).toBeCloseTo(
          Math.log(plainEvidence(n, mismatches, limit)),
          7,
        );
      }),
    );
  });

  test('rises with every match and falls with every mismatch', () => {
    fc.assert(
      fc.property(counts(), rate(), ([n, k], limit) => {
        const now = lnEvidence(n, k, limit);
        expect(lnEvidence(n + 1, k, limit)).toBeGreaterThanOrEqual(now);
        expect(lnEvidence(n + 1, k + 1, limit)).toBeLessThan(now);
      }),
    );
  });

  test('stays a number up to a trillion comparisons', () => {
    expect(lnEvidence(1e12, 1e6, theta)).toBeGreaterThan(1e6);
    expect(lnEvidence(1e12, 1e12, theta)).toBeLessThan(-1e11);
  });
});

describe('upper bound', () => {
  test.each([
    [0, 1_000, 0.00355080446447, 0.00532462625195],
    [0, 10_000, 3.55700371481e-4, 5.33829749255e-4],
    [1, 10_000, 6.49228729683e-4, 8.5220138307e-4],
    [5, 10_000, 0.0014143355681, 0.00165694802604],
  ])('of %d in %d is %d at 5 %% and %d at 1 %%', (mismatches, comparisons, at05, at01) => {
    expect(relativeError(upperBound(comparisons, mismatches, 0.05), at05)).toBeLessThan(2e-11);
    expect(relativeError(upperBound(comparisons, mismatches, 0.01), at01)).toBeLessThan(2e-11);
  });

  test.each([
    [0, 35_575, 9.9999988366e-5],
    [0, 35_574, 1.00002799254e-4],
    [1, 64_939, 9.9999684904e-5],
    [3, 100_000, 1.05426128976e-4],
    [10, 1_000_000, 2.21795179495e-5],
  ])('of %d in %d is %d at 5 %%', (mismatches, comparisons, expected) => {
    expect(relativeError(upperBound(comparisons, mismatches, 0.05), expected)).toBeLessThan(2e-11);
  });

  test('lies below a limit exactly where the evidence holds for that limit', () => {
    fc.assert(
      fc.property(counts(), rate(), alpha(), ([comparisons, mismatches], limit, error) => {
        const bound = upperBound(comparisons, mismatches, error);
        // At the very limit the last bits of two logarithms decide; nobody is promoted by those.
        fc.pre(Math.abs(bound / limit - 1) > 1e-9);
        expect(bound < limit).toBe(evidenceHolds({ comparisons, mismatches }, limit, error));
      }),
      { numRuns: 1_000 },
    );
  });

  test('falls with a match, rises with a mismatch, rises with a stricter alpha, and lies above k / n', () => {
    fc.assert(
      fc.property(counts(), alpha(), ([n, k], error) => {
        const bound = upperBound(n, k, error);
        expect(upperBound(n + 1, k, error)).toBeLessThanOrEqual(bound);
        expect(upperBound(n + 1, k + 1, error)).toBeGreaterThanOrEqual(bound * (1 - 1e-12));
        expect(upperBound(n, k, error / 2)).toBeGreaterThanOrEqual(bound);
        if (n > 0) expect(bound).toBeGreaterThanOrEqual(k / n);
      }),
    );
  });

  test('knows nothing without a match', () => {
    expect(upperBound(0, 0, 0.05)).toBe(1);
    expect(upperBound(7, 7, 0.05)).toBe(1);
  });

  test('of the worst case counts everything that was not compared as a mismatch', () => {
    const counts = { comparisons: 9_999, mismatches: 0, eligible: 10_000 };
    expect(worstCaseUpperBound(counts, 0.05)).toBe(upperBound(10_000, 1, 0.05));
    expect(worstCaseUpperBound({ ...counts, eligible: 9_999 }, 0.05)).toBe(upperBound(9_999, 0, 0.05));
  });
});

describe('comparisons needed', () => {
  const mismatches = [0, 1, 2, 3, 4, 5, 10];

  test.each([
    [0.05, [35_575, 64_939, 85_836, 105_427, 123_894, 141_492, 221_791]],
    [0.01, [53_396, 85_251, 107_132, 127_773, 147_253, 165_784, 250_200]],
  ])('at alpha %d are those of the table', (error, expected) => {
    expect(mismatches.map((k) => comparisonsNeeded(k, theta, error))).toEqual(expected);
  });

  test('of a clean epoch grow with its ordinal as the error is shared out', () => {
    const ordinals = [1, 2, 3, 4, 5, 10, 100, 1_000];
    const needed = ordinals.map((ordinal) => comparisonsNeeded(0, theta, alphaOfEpoch(0.05, ordinal)));
    expect(needed).toEqual([43_323, 55_381, 62_878, 68_359, 72_687, 86_440, 133_391, 180_357]);
  });

  test('are the first at which the evidence holds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), rate(), alpha(), (k, limit, error) => {
        const needed = comparisonsNeeded(k, limit, error);
        expect(evidenceHolds({ comparisons: needed, mismatches: k }, limit, error)).toBe(true);
        expect(evidenceHolds({ comparisons: needed - 1, mismatches: k }, limit, error)).toBe(false);
      }),
    );
  });

  test('of the trial preset are 431 clean ones', () => {
    expect(comparisonsNeeded(0, 0.01, alphaOfEpoch(0.05, 1))).toBe(431);
  });
});

test.each([0, -1, 1.5, Number.NaN])(
  'an epoch with the ordinal %d is refused instead of promoted',
  (ordinal) => {
    expect(() => alphaOfEpoch(0.05, ordinal)).toThrow('counted from 1');
  },
);

test('all epochs together never use more than alpha', () => {
  let spent = 0;
  for (let ordinal = 1; ordinal <= 100_000; ordinal += 1) spent += alphaOfEpoch(0.05, ordinal);
  expect(spent).toBeLessThan(0.05);
  expect(spent).toBeGreaterThan(0.04999);
});

function rate(): fc.Arbitrary<number> {
  return fc.double({ min: -12, max: -0.2, noNaN: true }).map(Math.exp);
}

function alpha(): fc.Arbitrary<number> {
  return fc.double({ min: 1e-6, max: 0.5, noNaN: true });
}

function counts(): fc.Arbitrary<[comparisons: number, mismatches: number]> {
  const matches = fc.double({ min: 0, max: 18, noNaN: true }).map((ln) => Math.floor(Math.exp(ln)) - 1);
  return fc.tuple(matches, fc.integer({ min: 0, max: 500 })).map(([m, k]) => [m + k, k]);
}
