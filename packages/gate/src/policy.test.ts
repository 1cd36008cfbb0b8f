import { describe, expect, test } from 'vitest';
import { conditionIds } from './decision.ts';
import { Detector, latencyDetectorOptions, mismatchDetectorOptions } from './detector.ts';
import { checkPolicy, type Policy, policyNames, policyProves, presetPolicies } from './policy.ts';

const { proven, story, trial } = presetPolicies;

describe('presets', () => {
  test.each(policyNames)('%s is without fault, and its guards can be built', (name) => {
    const policy = presetPolicies[name];
    expect(checkPolicy(policy)).toEqual([]);
    new Detector(mismatchDetectorOptions(policy));
    new Detector(latencyDetectorOptions(policy));
    expect(policyProves[name]).toMatch(/\.$/);
  });

  test('proven asks for all eight conditions', () => {
    expect(proven.conditions).toEqual(conditionIds);
    expect(proven).toMatchObject({
      windowSize: 10_000,
      mismatchRateLimit: 1e-4,
      alpha: 0.05,
      overheadLimitMs: 5,
    });
    expect(proven).toMatchObject({
      latencyExceedanceLimit: 0.01,
      coverageMin: 0.999,
      soakShadowMs: 86_400_000,
    });
    expect(proven).toMatchObject({ soakStepMs: 3_600_000, coolDownMs: 900_000, lagLimitMs: 10_000 });
  });

  test('story asks for window, latency and calm, and for nothing that proves the answers', () => {
    expect(story.conditions).toEqual(['window', 'latency', 'calm']);
  });

  test('trial asks for little', () => {
    expect(trial).toMatchObject({ windowSize: 200, mismatchRateLimit: 0.01, alpha: 0.05, coverageMin: 0.99 });
    expect(trial).toMatchObject({ latencyExceedanceLimit: 0.25, coolDownMs: 10_000 });
    expect(trial.conditions).not.toContain('soak');
    expect(trial.conditions).not.toContain('spread');
    expect(policyProves.trial).toContain('little');
  });
});

describe('a policy is refused, with the name of what is wrong,', () => {
  test.each<[string, Partial<Policy>]>([
    ['guardMismatchRates', { guardMismatchRates: [1e-4] }],
    ['guardMismatchRates', { mismatchRateLimit: 0.01 }],
    ['guardMismatchRates', { guardMismatchRates: [] }],
    ['guardMismatchRates', { guardMismatchRates: [1] }],
    ['guardLatencyRates', { guardLatencyRates: [0.03, 0.01] }],
    ['guardAlarmAt', { guardAlarmAt: 10 }],
    ['mismatchRateLimit', { mismatchRateLimit: 0 }],
    ['mismatchRateLimit', { mismatchRateLimit: Number.NaN }],
    ['alpha', { alpha: 0.6 }],
    ['latencyExceedanceLimit', { latencyExceedanceLimit: 1 }],
    ['coverageMin', { coverageMin: 1.01 }],
    ['windowSize', { windowSize: 0 }],
    ['windowSize', { windowSize: 1e9 }],
    ['windowSize', { windowSize: 10.5 }],
    ['soakShadowMs', { soakShadowMs: -1 }],
    ['coolDownMs', { coolDownMs: Number.POSITIVE_INFINITY }],
    ['spreadHoursMin', { spreadHoursMin: 25 }],
    ['lagLimitMs', { lagLimitMs: 0 }],
    ['canaryShares', { canaryShares: [0.5, 0.25] }],
    ['canaryShares', { canaryShares: [1] }],
    ['breakerClientsMin', { breakerClientsMin: 9 }],
    ['conditions', { conditions: ['latency', 'calm'] }],
    ['conditions', { conditions: ['evidence'] }],
    ['conditions', { conditions: ['evidence', 'calm', 'calm'] }],
  ])('%s: %o', (name, change) => {
    const problems = checkPolicy({ ...proven, ...change });
    expect(problems.some((problem) => problem.startsWith(name))).toBe(true);
  });
});
