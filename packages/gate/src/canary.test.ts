import { expect, test } from 'vitest';
import { nextCanaryShare } from './canary.ts';
import { presetPolicies } from './policy-presets.ts';

test('a canary grows by the steps of its policy, one at a time, and then has no further', () => {
  const { canaryShares } = presetPolicies.proven;
  const steps: (number | null)[] = [nextCanaryShare(null, canaryShares)];
  for (let share = steps[0] ?? null; share !== null; share = steps.at(-1) ?? null) {
    steps.push(nextCanaryShare(share, canaryShares));
  }
  expect(steps).toEqual([0.01, 0.05, 0.25, 0.5, null]);
});

test('a share that lies between two steps goes on to the next', () => {
  expect(nextCanaryShare(0.1, [0.05, 0.25])).toBe(0.25);
});
