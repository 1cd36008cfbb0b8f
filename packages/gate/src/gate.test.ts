import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConditionId, conditionIds } from './decision.ts';
import { evaluateGate, opensAtMs } from './gate.ts';
import type { GateInput } from './gate-input.ts';
import { policyNames } from './policy.ts';
import { presetPolicies } from './policy-presets.ts';
import { counts, good, hourMs, nowMs } from './testing/good-route.ts';

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

function anyInput(): fc.Arbitrary<GateInput> {
  const count = fc.integer({ min: 0, max: 200_000 });
  const part = fc.double({ min: 0, max: 1, noNaN: true });
  return fc
    .record({
      policy: fc.constantFrom(...policyNames.map((name) => presetPolicies[name])),
      stage: fc.constantFrom<GateInput['stage']>('off', 'shadow', 'live', 'complete'),
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
