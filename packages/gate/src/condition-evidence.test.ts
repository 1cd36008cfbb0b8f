import { describe, expect, test } from 'vitest';
import { condition, counts, nowMs } from './testing/good-route.ts';

describe('evidence', () => {
  const at = (comparisons: number, mismatches: number, epochOrdinal: number) =>
    condition('evidence', { epochOrdinal, ...counts({ comparisons, mismatches, eligible: comparisons }) });

  test.each([
    [1, 43_323],
    [2, 55_381],
    [10, 86_440],
  ])('of a clean epoch %d is proof from comparison %d on', (ordinal, needed) => {
    expect(at(needed - 1, 0, ordinal)).toMatchObject({ met: false, metAtMs: nowMs + 100 });
    expect(at(needed, 0, ordinal)).toMatchObject({ met: true, metAtMs: null });
    expect(at(needed, 1, ordinal).met).toBe(false);
  });

  test('tells the bound, what is missing and when it will be there', () => {
    const unmet = at(10_000, 0, 1);
    expect(unmet.figure).toBeCloseTo(4.33e-4, 6);
    expect(unmet.words).toBe(
      'The mismatch rate is only proven to be at most 0.0433 %, 0 mismatches in 10,000 comparisons; 33,323 more clean comparisons would prove it below 0.01 %.',
    );
    expect(unmet.metAtMs).toBe(nowMs + 3_332_300);
    expect(at(1, 0, 1).words).toContain('0 mismatches in 1 comparison; 43,322 more clean comparisons would');
    expect(at(43_322, 0, 1).words).toContain('; 1 more clean comparison would');
  });

  test('never shows a bound that reads like the limit it is below of', () => {
    expect(at(43_323, 0, 1).words).toBe(
      'The mismatch rate is proven below 0.01 %: at most 0.0099999 %, 0 mismatches in 43,323 comparisons.',
    );
  });

  test('of nothing has no figure', () => {
    expect(at(0, 0, 1)).toMatchObject({
      met: false,
      figure: null,
      words: 'Nothing is known yet: 43,323 clean comparisons are needed.',
      metAtMs: nowMs + 4_332_300,
    });
  });

  test('gives no false hope where the rate is above the limit', () => {
    const hopeless = at(100_000, 100, 1);
    expect(hopeless.metAtMs).toBeNull();
    expect(hopeless.words).toContain('as things are it is above 0.01 %');
  });

  test('has no forecast without traffic', () => {
    expect(
      condition('evidence', { ...counts({ comparisons: 10 }), comparisonsPerSecond: 0 }).metAtMs,
    ).toBeNull();
  });
});

describe('latency', () => {
  test('is judged by the same evidence on exceedances', () => {
    const few = condition('latency', counts({ comparisons: 431, latencyPairs: 430, latencyExceedances: 0 }));
    expect(few).toMatchObject({ met: false, limit: 0.01, unit: 'fraction' });
    expect(condition('latency', counts({ latencyPairs: 431, latencyExceedances: 0 })).met).toBe(true);
    expect(few.words).toContain('slower by more than 5 ms');
  });

  test('is forecast by the rate at which pairs come, not comparisons', () => {
    const half = condition('latency', counts({ comparisons: 200, latencyPairs: 100, latencyExceedances: 0 }));
    expect(half.metAtMs).toBe(nowMs + 66_200);
    expect(condition('latency', counts({ latencyPairs: 0, latencyExceedances: 0 }))).toMatchObject({
      met: false,
      figure: null,
      metAtMs: null,
    });
  });
});
