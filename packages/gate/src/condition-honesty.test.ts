import { describe, expect, test } from 'vitest';
import { condition, counts } from './testing/good-route.ts';

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

  test('tells how much unbroken coverage would outweigh the misses', () => {
    expect(condition('coverage', counts({ comparisons: 1_990, eligible: 2_000 })).words).toBe(
      '99.5 % of 2,000 eligible exchanges got a verdict, 99.9 % is needed: 10 were not compared, which 8,000 more without a miss would outweigh.',
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
