import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConditionId, conditionIds, type GateCondition } from './decision.ts';
import { evaluateGate, opensAtMs } from './gate.ts';
import type { GateInput } from './gate-input.ts';
import { policyNames, presetPolicies } from './policy.ts';

const nowMs = 1_800_000_000_000;
const hourMs = 3_600_000;

/** A route that has proven all that can be asked. */
const good: GateInput = {
  policy: presetPolicies.proven,
  stage: 'shadow',
  stageSinceMs: nowMs - 30 * hourMs,
  epochOrdinal: 1,
  epochStartedAtMs: nowMs - 30 * hourMs,
  nowMs,
  counts: {
    comparisons: 50_000,
    mismatches: 0,
    eligible: 50_010,
    latencyPairs: 50_000,
    latencyExceedances: 20,
  },
  window: { comparisons: 10_000, mismatches: 0 },
  comparisonsPerSecond: 10,
  coolDownUntilMs: null,
  instances: [{ name: 'a', connected: true, lagMs: 300, retired: false }],
  hoursWithComparisons: 24,
  distinctTargets: 4_000,
  largestTargetShare: 0.02,
};

function condition(id: ConditionId, change: Partial<GateInput>): GateCondition {
  const found = evaluateGate({ ...good, ...change }).conditions.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no condition ${id}`);
  return found;
}

const counts = (change: Partial<GateInput['counts']>) => ({ counts: { ...good.counts, ...change } });

describe('a gate', () => {
  test('is open when all conditions are met', () => {
    const decision = evaluateGate(good);
    expect(decision.conditions.filter((each) => !each.met)).toEqual([]);
    expect(decision.open).toBe(true);
    expect(decision.conditions.map((each) => each.id)).toEqual(conditionIds);
    expect(opensAtMs(decision)).toBeNull();
  });

  test.each<[ConditionId, Partial<GateInput>]>([
    ['window', { window: { comparisons: 10_000, mismatches: 1 } }],
    ['evidence', counts({ mismatches: 2 })],
    ['latency', counts({ latencyExceedances: 5_000 })],
    ['coverage', counts({ eligible: 51_000 })],
    ['soak', { stageSinceMs: nowMs - hourMs }],
    ['calm', { paused: true }],
    ['spread', { hoursWithComparisons: 3 }],
    ['flow', { instances: [] }],
  ])('is closed by %s alone', (id, change) => {
    const decision = evaluateGate({ ...good, ...change });
    expect(decision.open).toBe(false);
    expect(decision.conditions.filter((each) => !each.met).map((each) => each.id)).toEqual([id]);
  });

  test.each(policyNames)('of %s has the conditions that its policy names, and no other', (name) => {
    const policy = presetPolicies[name];
    expect(evaluateGate({ ...good, policy }).conditions.map((each) => each.id)).toEqual(policy.conditions);
  });

  test('without conditions stays closed', () => {
    expect(evaluateGate({ ...good, policy: { ...good.policy, conditions: [] } }).open).toBe(false);
  });

  test('opens when the last of its conditions will be met, if each can be told', () => {
    const waiting = {
      ...good,
      ...counts({ comparisons: 43_223, eligible: 43_223 }),
      stageSinceMs: nowMs - 23 * hourMs,
    };
    expect(opensAtMs(evaluateGate(waiting))).toBe(nowMs + hourMs);
    expect(opensAtMs(evaluateGate({ ...waiting, instances: [] }))).toBeNull();
  });

  test('says of each condition one sentence, a figure in its unit, and no forecast where it is met', () => {
    fc.assert(
      fc.property(anyInput(), (input) => {
        for (const { words, met, metAtMs, figure, limit } of evaluateGate(input).conditions) {
          expect(words).toMatch(/^[^\n]+\.$/);
          expect(words).not.toMatch(/NaN|undefined|Infinity|null/);
          if (met) expect(metAtMs).toBeNull();
          if (metAtMs !== null) expect(metAtMs).toBeGreaterThanOrEqual(input.nowMs);
          expect(figure === null || Number.isFinite(figure)).toBe(true);
          expect(Number.isFinite(limit)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('window', () => {
  test('is not below the limit with exactly as many mismatches as the limit', () => {
    expect(condition('window', { window: { comparisons: 10_000, mismatches: 1 } })).toMatchObject({
      met: false,
      figure: 1e-4,
      limit: 1e-4,
      words:
        '1 mismatch in the last 10,000 comparisons: 0.01 %, not below 0.01 %; they leave the window as new comparisons come.',
    });
    expect(
      condition('window', { policy: presetPolicies.trial, window: { comparisons: 200, mismatches: 2 } }).met,
    ).toBe(false);
    expect(
      condition('window', { policy: presetPolicies.trial, window: { comparisons: 200, mismatches: 1 } }).met,
    ).toBe(true);
  });

  test('tells how far it is filled and when it will be full', () => {
    expect(condition('window', { window: { comparisons: 4_000, mismatches: 0 } })).toEqual({
      id: 'window',
      met: false,
      figure: 4_000,
      limit: 10_000,
      unit: 'count',
      words: 'The window holds 4,000 of the 10,000 comparisons it needs, with 0 mismatches so far.',
      metAtMs: nowMs + 600_000,
    });
  });

  test('has no forecast while it fills with too many mismatches, or without traffic', () => {
    expect(condition('window', { window: { comparisons: 4_000, mismatches: 1 } }).metAtMs).toBeNull();
    const quiet = { window: { comparisons: 0, mismatches: 0 }, comparisonsPerSecond: 0 };
    expect(condition('window', quiet)).toMatchObject({ met: false, figure: 0, metAtMs: null });
  });
});

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

describe('soak', () => {
  test('takes a day in shadow and an hour in each later step', () => {
    const since = { stageSinceMs: nowMs - 2 * hourMs, epochStartedAtMs: 0 };
    expect(condition('soak', { stage: 'shadow', ...since })).toMatchObject({
      met: false,
      figure: 2 * hourMs,
      limit: 24 * hourMs,
      metAtMs: nowMs + 22 * hourMs,
      words: 'In shadow under this epoch for 2 h of the 1 d it needs.',
    });
    expect(condition('soak', { stage: 'canary', ...since })).toMatchObject({ met: true, limit: hourMs });
  });

  test('begins anew with an epoch: what came before soaked another build or other rules', () => {
    const since = { stageSinceMs: 0, epochStartedAtMs: nowMs - hourMs };
    expect(condition('soak', { stage: 'shadow', ...since }).metAtMs).toBe(nowMs + 23 * hourMs);
  });

  test('does not begin while the route is off', () => {
    expect(condition('soak', { stage: 'off' })).toMatchObject({ met: false, figure: null, metAtMs: null });
  });
});

describe('calm', () => {
  test('waits for the end of a cool-down', () => {
    expect(condition('calm', { coolDownUntilMs: nowMs + 90_000 })).toEqual({
      id: 'calm',
      met: false,
      figure: 90_000,
      limit: 0,
      unit: 'ms',
      words: 'No promotion now: it cools down after a rollback for 1 min 30 s more.',
      metAtMs: nowMs + 90_000,
    });
    expect(condition('calm', { coolDownUntilMs: nowMs }).met).toBe(true);
  });

  test('has a forecast for a freeze that ends, none for a stop button or a pause', () => {
    expect(condition('calm', { frozen: true }).metAtMs).toBeNull();
    expect(condition('calm', { frozen: true, frozenUntilMs: nowMs + 5 }).metAtMs).toBe(nowMs + 5);
    const both = { frozen: true, frozenUntilMs: nowMs + 5, coolDownUntilMs: nowMs + 9 };
    expect(condition('calm', both).metAtMs).toBe(nowMs + 9);
    expect(condition('calm', { ...both, paused: true })).toMatchObject({ metAtMs: null });
  });
});

describe('spread', () => {
  test('that is not measured is not met, and says so', () => {
    for (const name of ['hoursWithComparisons', 'distinctTargets', 'largestTargetShare'] as const) {
      const missing = condition('spread', { [name]: undefined });
      expect(missing).toMatchObject({ met: false, figure: null, metAtMs: null });
      expect(missing.words).toContain('not measured yet');
    }
  });

  test('wants hours, then targets, then no target above its share', () => {
    const few = { hoursWithComparisons: 18, distinctTargets: 10, largestTargetShare: 0.5 };
    expect(condition('spread', few)).toMatchObject({
      figure: 18,
      limit: 20,
      unit: 'count',
      metAtMs: nowMs + 2 * hourMs,
    });
    expect(condition('spread', { ...few, hoursWithComparisons: 20 })).toMatchObject({
      figure: 10,
      limit: 1_000,
    });
    expect(condition('spread', { largestTargetShare: 0.5 })).toMatchObject({
      figure: 0.5,
      limit: 0.2,
      unit: 'fraction',
    });
    expect(condition('spread', { largestTargetShare: 0.2, distinctTargets: 1_000 }).met).toBe(true);
  });

  test('asks for hours only where the template has no parameters', () => {
    const plain = { templateHasParameters: false, distinctTargets: undefined, largestTargetShare: undefined };
    expect(condition('spread', plain)).toMatchObject({
      met: true,
      words: 'Comparisons in 24 of the last 24 hours.',
    });
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
});

function anyInput(): fc.Arbitrary<GateInput> {
  const count = fc.integer({ min: 0, max: 200_000 });
  const part = fc.double({ min: 0, max: 1, noNaN: true });
  return fc
    .record({
      policy: fc.constantFrom(...policyNames.map((name) => presetPolicies[name])),
      stage: fc.constantFrom('off', 'shadow', 'live', 'complete') as fc.Arbitrary<GateInput['stage']>,
      eligible: count,
      parts: fc.tuple(part, part, part, part),
      comparisonsPerSecond: fc.constantFrom(0, 1e-9, 0.5, 100),
      epochOrdinal: fc.integer({ min: 1, max: 1_000 }),
      sinceMs: fc.integer({ min: 0, max: 100 * hourMs }),
      coolDownUntilMs: fc.constantFrom(null, nowMs - 1, nowMs + 1),
      frozen: fc.boolean(),
      hoursWithComparisons: fc.constantFrom(undefined, 0, 12, 24),
      instances: fc.array(
        fc.record({
          name: fc.constantFrom('a', 'b'),
          connected: fc.boolean(),
          lagMs: fc.constantFrom(null, 0, 20_000),
          retired: fc.boolean(),
        }),
      ),
    })
    .map(({ eligible, parts: [a, b, c, d], sinceMs, ...rest }) => {
      const comparisons = Math.floor(eligible * a ** 0.1);
      const mismatches = Math.floor(comparisons * b ** 8);
      const latencyPairs = Math.floor(comparisons * c ** 0.1);
      const window = Math.min(comparisons, rest.policy.windowSize);
      return {
        ...good,
        ...rest,
        stageSinceMs: nowMs - sinceMs,
        epochStartedAtMs: nowMs - sinceMs,
        counts: {
          eligible,
          comparisons,
          mismatches,
          latencyPairs,
          latencyExceedances: Math.floor(latencyPairs * d ** 6),
        },
        window: { comparisons: window, mismatches: Math.min(window, mismatches) },
      };
    });
}
