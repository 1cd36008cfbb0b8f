import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { condition, counts, good, nowMs } from './testing/good-route.ts';

describe('coverage', () => {
  test('of no eligible exchange is not met', () => {
    expect(condition('coverage', counts({ eligible: 0, comparisons: 0 }))).toMatchObject({
      met: false,
      figure: null,
    });
  });

  test('is met at exactly the limit and never rounded up to all', () => {
    expect(condition('coverage', counts({ comparisons: 999, eligible: 1_000 })).met).toBe(true);
    const nearly = condition('coverage', counts({ comparisons: 999_999, eligible: 1_000_000 }));
    expect(nearly.words).toBe(
      '99.9999 % of 1,000,000 eligible exchanges got a verdict; at least 99.9 % is needed.',
    );
  });

  const missing = counts({ comparisons: 1_990, eligible: 2_000 });
  const shut =
    '99.5 % of 2,000 eligible exchanges got a verdict, 99.9 % is needed: 10 were not compared, which 8,000 more without a miss would outweigh';

  test('tells how much unbroken coverage would outweigh the misses, and when it will have come', () => {
    const clean = condition('coverage', { ...missing, recentCoverage: 1 });
    expect(clean.words).toBe(`${shut}.`);
    expect(clean.metAtMs).toBe(nowMs + 800_000);
    const nearly = condition('coverage', { ...missing, recentCoverage: 0.9995 });
    expect(nearly.words).toBe(`${shut}, or 16,000 with the 99.95 % of late.`);
    expect(nearly.metAtMs).toBeGreaterThanOrEqual(nowMs + 1_599_200);
    expect(nearly.metAtMs).toBeLessThan(nowMs + 1_599_210);
  });

  test('has no forecast where as things go it will not be met, or where nothing comes', () => {
    const poor = condition('coverage', { ...missing, recentCoverage: 0.999 });
    expect(poor).toMatchObject({
      metAtMs: null,
      words: `${shut}; with the 99.9 % of late it will not be met.`,
    });
    expect(condition('coverage', { ...missing, recentCoverage: 0 }).metAtMs).toBeNull();
    expect(condition('coverage', missing)).toMatchObject({
      metAtMs: null,
      words: `${shut}; when cannot be told, for none has come of late.`,
    });
    const all = { ...good.policy, coverageMin: 1 };
    expect(condition('coverage', { ...missing, policy: all, recentCoverage: 1 })).toMatchObject({
      metAtMs: null,
      words: expect.stringContaining('only a new epoch can be without them'),
    });
  });

  test('is met when its forecast says, and not clearly before, if traffic goes on as it did', () => {
    const shares = fc.double({ min: 0.5, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({ eligible: fc.integer({ min: 1, max: 1e8 }), missed: shares, recent: shares }),
        fc.double({ min: 0.1, max: 1e4, noNaN: true }),
        ({ eligible, missed, recent }, perSecond) => {
          const comparisons = Math.floor(eligible * missed);
          const now = { recentCoverage: recent, comparisonsPerSecond: perSecond * recent };
          const { met, metAtMs } = condition('coverage', { ...counts({ comparisons, eligible }), ...now });
          if (met || metAtMs === null) {
            if (!met) expect(recent).toBeLessThanOrEqual(good.policy.coverageMin);
            return;
          }
          const after = (ms: number) => {
            const more = (perSecond * ms) / 1_000;
            const then = { comparisons: comparisons + recent * more, eligible: eligible + more };
            return condition('coverage', counts(then)).met;
          };
          expect(after((metAtMs - nowMs) * (1 + 1e-9) + 1)).toBe(true);
          const oneExchangeMs = 1_000 / perSecond;
          const before = (metAtMs - nowMs) * (1 - 1e-9) - 2 * oneExchangeMs - 1;
          if (before > 0) expect(after(before)).toBe(false);
        },
      ),
    );
  });
});

describe('flow', () => {
  const instance = (change: object) => ({ name: 'a', connected: true, lagMs: 10, retired: false, ...change });

  test('without a proxy is not met', () => {
    const none = {
      met: false,
      figure: 0,
      limit: 1,
      words: 'No proxy is connected, so nothing is known about traffic.',
    };
    expect(condition('flow', { instances: [] })).toMatchObject(none);
    expect(condition('flow', { instances: [instance({ retired: true })] })).toMatchObject(none);
  });

  test('names the instance that is missing or late', () => {
    const instances = [
      instance({}),
      instance({ name: 'b', connected: false }),
      instance({ name: 'c', lagMs: 10_000 }),
      instance({ name: 'd', lagMs: null }),
    ];
    expect(condition('flow', { instances })).toMatchObject({
      met: false,
      figure: 1,
      limit: 4,
      words:
        'b is not connected, c lags 10 s behind (limit 10 s), d has not reported yet: wait for it, or retire it if it will not come back.',
    });
  });

  test('does not wait for a retired instance', () => {
    const instances = [instance({}), instance({ name: 'b', connected: false, retired: true })];
    expect(condition('flow', { instances })).toMatchObject({ met: true, figure: 1, limit: 1 });
  });

  test('says of one proxy and of several what is true of each', () => {
    expect(condition('flow', { instances: [instance({})] }).words).toBe(
      'The proxy is connected, with a lag under 10 s.',
    );
    expect(condition('flow', { instances: [instance({}), instance({ name: 'other' })] }).words).toBe(
      'All 2 proxies are connected, each with a lag under 10 s.',
    );
  });
});
