import { presetPolicies } from '@delta-guard/gate';
import { expect, test } from 'vitest';
import type { RouteScreen } from '../contract.ts';
import { routeWarnings } from './route-warnings.ts';

const on = { mismatch: true, latency: true, breaker: true };

function warnings(
  guard: Partial<typeof on>,
  more: { stage?: RouteScreen['route']['stage']; keyed?: number } = {},
): string[] {
  const settings: RouteScreen['settings'] = {
    stickyKey: { in: 'cookie', name: 'sid' },
    buildHeader: null,
    sampling: { share: 1, by: null },
    controlShare: 0,
    recheckPerSecondMax: 0,
    paused: false,
    autoAdvanceTo: 'never',
    guard: { ...on, ...guard },
    bodies: 'full',
  };
  const keyCarried = { requests: 100, keyed: more.keyed ?? 100 };
  return routeWarnings({
    policy: presetPolicies.proven,
    settings,
    keyCarried,
    route: { stage: more.stage ?? 'guarded' },
  });
}

test.each([
  ['mismatch', /does not look at mismatches/],
  ['latency', /does not look at latency/],
  ['breaker', /The breaker is off/],
] as const)('the trigger %s, switched off on the route alone, is warned of', (trigger, words) => {
  expect(warnings({ [trigger]: false })).toEqual([expect.stringMatching(words)]);
});

test('with all of them off nothing takes the route back, and with all on there is no warning', () => {
  expect(warnings({ mismatch: false, latency: false, breaker: false })).toEqual([
    expect.stringMatching(/^The guard is off: nothing takes the route back/),
  ]);
  expect(warnings({})).toEqual([]);
});

test('a sticky key that nobody carries is warned of as long as a canary is ahead', () => {
  expect(warnings({}, { keyed: 0 })).toEqual([expect.stringMatching(/^None of the last 100 requests/)]);
  expect(warnings({}, { keyed: 0, stage: 'live' })).toEqual([]);
});
