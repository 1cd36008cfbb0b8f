import { presetPolicies } from '@delta-guard/gate';
import { expect, test } from 'vitest';
import { fromPolicyForm, memberLabel, toPolicyForm } from './policy-form.ts';

test.each(['proven', 'story', 'trial'] as const)('%s comes back from the form as it was', (name) => {
  const policy = presetPolicies[name];
  expect(fromPolicyForm(toPolicyForm(policy), policy)).toEqual({ ok: true, policy });
});

test('what is typed wrongly is said with the name of the member', () => {
  const { proven } = presetPolicies;
  const form = new Map(toPolicyForm(proven)).set('windowSize', 'many').set('canaryShares', '0.5, 0.1');
  const parsed = fromPolicyForm(form, proven);
  expect(parsed).toMatchObject({ ok: false, problems: [expect.stringMatching(/windowSize/)] });
});

test('members read as words with their unit', () => {
  expect(memberLabel('soakShadowMs')).toBe('Soak shadow, ms');
  expect(memberLabel('mismatchRateLimit')).toBe('Mismatch rate limit');
});
