import { describe, expect, test } from 'vitest';
import { upperBound } from './evidence.ts';
import { type BundleInput, evidenceBundle } from './evidence-bundle.ts';
import { evaluateGate } from './gate.ts';
import { guardOptions } from './guard-options.ts';
import { presetPolicies } from './policy-presets.ts';
import { RouteGuard } from './route-guard.ts';
import { good, nowMs } from './testing/good-route.ts';

const promotion: BundleInput = {
  move: {
    kind: 'promote',
    from: 'shadow',
    fromShare: null,
    to: 'guarded',
    toShare: null,
    routeVersion: 4,
    overridden: false,
  },
  route: { id: 'r', gateway: 'default', method: 'GET', template: '/accounts/:id' },
  who: 'ada',
  approvedBy: ['grace', 'edsger'],
  why: null,
  policyName: 'proven',
  rules: { revision: 12, hash: 'c0ffee' },
  build: '1.4.2',
  buildsSeen: ['1.4.2', '1.4.1'],
  grounds: good,
  decision: evaluateGate(good),
  notCompared: { tooLarge: 7, clientGone: 3, raced: 0 },
  alarm: null,
};

describe('the bundle of a promotion', () => {
  const bundle = evidenceBundle(promotion);

  test('says what the gate stood on: n, k, epoch, bound, latency and coverage', () => {
    expect(bundle).toMatchObject({ version: 1, atMs: nowMs, who: 'ada', approvedBy: ['edsger', 'grace'] });
    expect(bundle.epoch).toMatchObject({ ordinal: 1, alpha: 0.025, comparisons: 50_000, mismatches: 0 });
    expect(bundle.epoch.mismatchRateUpper).toBe(upperBound(50_000, 0, 0.025));
    expect(bundle.epoch.lnEvidence).toBeGreaterThan(-Math.log(0.025));
    expect(bundle.epoch.mismatchRateUpperWorstCase).toBeGreaterThan(bundle.epoch.mismatchRateUpper);
    expect(bundle.epoch.mismatchRateClassical.lower).toBe(0);
    expect(bundle.latency).toMatchObject({ limitMs: 5, pairs: 50_000, exceedances: 20 });
    expect(bundle.latency.exceedanceRateUpper).toBeLessThan(0.01);
    expect(bundle.coverage).toEqual({
      eligible: 50_010,
      comparisons: 50_000,
      share: 50_000 / 50_010,
      notCompared: { clientGone: 3, tooLarge: 7 },
    });
    expect(bundle.gate.open).toBe(true);
    expect(bundle.gate.conditions.map(({ id }) => id)).toEqual(presetPolicies.proven.conditions);
    expect(bundle.policy).toEqual({ name: 'proven', thresholds: presetPolicies.proven });
    expect(bundle).toMatchObject({ rules: { revision: 12, hash: 'c0ffee' }, build: '1.4.2' });
  });

  test('is plain JSON, and the same text whatever the order of what it was made of', () => {
    const text = JSON.stringify(bundle);
    expect(JSON.parse(text)).toEqual(bundle);
    const { windowSize, ...rest } = presetPolicies.proven;
    const reversed = Object.fromEntries(Object.entries(promotion.move).reverse());
    const shuffled: BundleInput = {
      ...promotion,
      move: { ...promotion.move, ...reversed },
      approvedBy: ['edsger', 'grace'],
      buildsSeen: ['1.4.1', '1.4.2'],
      grounds: { ...good, policy: { ...rest, windowSize } },
      notCompared: { raced: 0, clientGone: 3, tooLarge: 7 },
    };
    expect(JSON.stringify(evidenceBundle(shuffled))).toBe(text);
  });

  test('does not change when what it was made of does', () => {
    const approvedBy = ['grace'];
    const made = evidenceBundle({ ...promotion, approvedBy });
    approvedBy.push('mallory');
    expect(made.approvedBy).toEqual(['grace']);
  });
});

test('the bundle of an override shows the closed gate, the reason and who answered for it', () => {
  const grounds = { ...good, counts: { ...good.counts, mismatches: 40 } };
  const bundle = evidenceBundle({
    ...promotion,
    move: { ...promotion.move, overridden: true },
    why: 'the legacy is switched off tonight',
    grounds,
    decision: evaluateGate(grounds),
  });
  expect(bundle).toMatchObject({ why: 'the legacy is switched off tonight', move: { overridden: true } });
  expect(bundle.gate.open).toBe(false);
  expect(bundle.gate.conditions.filter(({ met }) => !met).map(({ id }) => id)).toEqual(['evidence']);
});

test('the bundle of a roll back by the guard holds the alarm and the instance that saw it', () => {
  const guard = new RouteGuard(guardOptions(presetPolicies.proven));
  const alarm = guard.observeTally({ matches: 90, mismatches: 10, latencyPairs: 0, latencyExceedances: 0 });
  if (alarm === null) throw new Error('no alarm');
  const bundle = evidenceBundle({
    ...promotion,
    move: { ...promotion.move, kind: 'rollBack', from: 'live', to: 'shadow' },
    who: 'guard',
    alarm: { ...alarm, instance: 'proxy-2' },
  });
  expect(bundle.alarm).toEqual({ ...alarm, instance: 'proxy-2' });
  expect(Object.keys(bundle.alarm ?? {})).toEqual([
    'trigger',
    'instance',
    'observations',
    'hits',
    'evidence',
    'limit',
    'words',
  ]);
});

test('a bundle can be made of a route that has seen nothing', () => {
  const counts = { comparisons: 0, mismatches: 0, eligible: 0, latencyPairs: 0, latencyExceedances: 0 };
  const grounds = { ...good, counts, window: { comparisons: 0, mismatches: 0 } };
  const bundle = evidenceBundle({ ...promotion, grounds, decision: evaluateGate(grounds), notCompared: {} });
  expect(JSON.parse(JSON.stringify(bundle))).toEqual(bundle);
  expect(bundle.coverage.share).toBeNull();
  expect(bundle.epoch.mismatchRateUpper).toBe(1);
});
