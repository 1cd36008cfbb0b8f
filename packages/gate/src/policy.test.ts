import { describe, expect, test } from 'vitest';
import { checkPolicy, policyWarnings } from './check-policy.ts';
import { conditionIds } from './decision.ts';
import { guardOptions } from './guard-options.ts';
import { parsePolicy } from './parse-policy.ts';
import { type Policy, policyNames } from './policy.ts';
import { policyProves, presetPolicies } from './policy-presets.ts';
import { RouteGuard } from './route-guard.ts';

const { proven, story, trial } = presetPolicies;

describe('presets', () => {
  test.each(policyNames)('%s is without fault, and its guards can be built', (name) => {
    const policy = presetPolicies[name];
    expect(checkPolicy(policy)).toEqual([]);
    expect(policyWarnings(policy)).toEqual([]);
    new RouteGuard(guardOptions(policy));
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

  test('proven takes a new build back to guarded, keeps its stage without a lease, and never advances by itself', () => {
    expect(proven).toMatchObject({ onNewBuild: 'guarded', onLeaseLost: 'keep', leaseMs: 30_000 });
    expect(proven).toMatchObject({
      approvalsNeeded: 0,
      autoAdvanceTo: null,
      guardWaitMs: 5,
      guardHoldMs: 250,
    });
    expect(proven.canaryShares).toEqual([0.01, 0.05, 0.25, 0.5]);
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
    ['guardMismatchRates', { guardMismatchRates: [1.00001e-4] }],
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
    ['canaryShares', { canaryShares: [] }],
    ['leaseMs', { leaseMs: 10 }],
    ['guardWaitMs', { guardWaitMs: -1 }],
    ['guardWaitMs', { guardWaitMs: 2.5 }],
    ['guardHoldMs', { guardHoldMs: 0 }],
    ['approvalsNeeded', { approvalsNeeded: 1.5 }],
    ['breakerClientsMin', { breakerClientsMin: 9 }],
    ['conditions', { conditions: ['latency', 'calm'] }],
    ['conditions', { conditions: ['evidence'] }],
    ['conditions', { conditions: ['evidence', 'calm', 'calm'] }],
  ])('%s: %o', (name, change) => {
    const problems = checkPolicy({ ...proven, ...change });
    expect(problems.some((problem) => problem.startsWith(name))).toBe(true);
  });
});

describe('the guard of a policy', () => {
  test('looks for what the policy says', () => {
    expect(guardOptions(proven)).toEqual({
      mismatch: { p0: 1e-4, p1: [1e-3, 1e-2, 1e-1], alarmAt: 1e7 },
      latency: { p0: 0.01, p1: [0.03, 0.1, 0.3], alarmAt: 1e7 },
      breaker: { failures: 5, clientsMin: 2 },
    });
  });

  test.each([
    ['mismatch', { guardOnMismatch: false }, 'wrong answers'],
    ['latency', { guardOnLatency: false }, 'slow candidate'],
    ['breaker', { guardOnBreaker: false }, 'breaker is off'],
  ] as const)('can be deaf to %s, and says so', (part, change, words) => {
    expect(guardOptions({ ...proven, ...change })[part]).toBeNull();
    expect(policyWarnings({ ...proven, ...change })).toEqual([expect.stringContaining(words)]);
  });

  test('that is off as a whole is one warning', () => {
    const off = { guardOnMismatch: false, guardOnLatency: false, guardOnBreaker: false };
    expect(policyWarnings({ ...proven, ...off })).toEqual([expect.stringContaining('The guard is off')]);
  });

  test('is said to be all that protects where a new build keeps its stage', () => {
    const warnings = policyWarnings({ ...proven, onNewBuild: 'keep', autoAdvanceTo: 'complete' });
    expect(warnings).toEqual([
      expect.stringContaining('only the guard protects'),
      expect.stringContaining('complete by itself'),
    ]);
  });
});

describe('a policy from JSON', () => {
  test.each(policyNames)('%s comes back as it was', (name) => {
    const text = JSON.stringify(presetPolicies[name]);
    expect(parsePolicy(JSON.parse(text))).toEqual({ ok: true, policy: presetPolicies[name] });
  });

  test('has what it leaves out from proven, and its members always in the same order', () => {
    const one = parsePolicy({ windowSize: 500, leaseMs: 5_000, conditions: ['calm', 'evidence'] });
    const other = parsePolicy({ conditions: ['evidence', 'calm'], leaseMs: 5_000, windowSize: 500 });
    expect(one).toEqual({
      ok: true,
      policy: { ...proven, windowSize: 500, leaseMs: 5_000, conditions: ['evidence', 'calm'] },
    });
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });

  test.each([
    ['A policy must be an object.', [1]],
    ['A policy must be an object.', null],
    ['windowsize is no member of a policy.', { windowsize: 3 }],
    ['windowSize must be a number.', { windowSize: '10000' }],
    ['alpha must be a number.', { alpha: null }],
    ['guardOnMismatch must be boolean.', { guardOnMismatch: 'yes' }],
    ['canaryShares must be a list of numbers.', { canaryShares: ['1 %'] }],
    ['onNewBuild must be one of keep, guarded, shadow.', { onNewBuild: 'live' }],
    ['onLeaseLost must be one of keep, shadow.', { onLeaseLost: 'off' }],
    ['autoAdvanceTo must be one of null, guarded, canary, live, complete.', { autoAdvanceTo: 'shadow' }],
  ])('is refused: %s', (problem, value) => {
    expect(parsePolicy(value)).toEqual({ ok: false, problems: [problem] });
  });

  test('is checked as any other', () => {
    expect(parsePolicy({ guardMismatchRates: [1e-5] })).toMatchObject({
      ok: false,
      problems: [expect.stringMatching(/^guardMismatchRates/)],
    });
    expect(parsePolicy({ conditions: ['window', 'soul'] })).toMatchObject({
      problems: [expect.stringMatching(/^conditions must be a list of/)],
    });
    expect(parsePolicy(JSON.parse('{"__proto__": {"alpha": 2}}'))).toMatchObject({ ok: false });
  });
});
