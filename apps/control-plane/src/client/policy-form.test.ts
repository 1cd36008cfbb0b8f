import { presetPolicies } from '@delta-guard/gate';
import { expect, test } from 'vitest';
import { fromPolicyForm, type PolicyMember, toPolicyForm } from './policy-form.ts';

const { proven } = presetPolicies;

function typed(...changes: [PolicyMember, string][]) {
  return fromPolicyForm(new Map([...toPolicyForm(proven), ...changes]), proven);
}

test.each(['proven', 'story', 'trial'] as const)('%s comes back from the form as it was', (name) => {
  const policy = presetPolicies[name];
  expect(fromPolicyForm(toPolicyForm(policy), policy)).toEqual({ ok: true, policy });
});

test('shares stand in percent, times with their unit', () => {
  const form = toPolicyForm(proven);
  const shown = (
    ['mismatchRateLimit', 'coverageMin', 'soakShadowMs', 'guardWaitMs', 'canaryShares'] as const
  ).map((member) => form.get(member));
  expect(shown).toEqual(['0.01 %', '99.9 %', '24 h', '5 ms', '1 %, 5 %, 25 %, 50 %']);
  expect(typed(['mismatchRateLimit', '0.02 %'], ['soakShadowMs', '2 d'], ['windowSize', '20,000'])).toEqual({
    ok: true,
    policy: { ...proven, mismatchRateLimit: 2e-4, soakShadowMs: 172_800_000, windowSize: 20_000 },
  });
});

test('what is typed wrongly is said of its member, of several at once', () => {
  const read = typed(['windowSize', 'many'], ['soakShadowMs', '24'], ['canaryShares', '1 %, 5']);
  expect(read).toEqual({
    ok: false,
    problems: new Map([
      ['windowSize', expect.stringMatching(/^Write a number/)],
      ['soakShadowMs', expect.stringMatching(/^Write a time with its unit/)],
    ]),
  });
});

test('what cannot be used is said of its member, in the units in which it was typed', () => {
  const problems = (member: PolicyMember, text: string) => {
    const read = typed([member, text]);
    return read.ok ? null : [...read.problems];
  };
  expect(problems('mismatchRateLimit', '0 %')).toEqual([
    ['mismatchRateLimit', 'Must be above 0 % and below 100 %.'],
  ]);
  expect(problems('canaryShares', '50 %, 10 %')).toEqual([
    ['canaryShares', 'Must rise, above 0 % and below 100 %.'],
  ]);
  expect(problems('guardMismatchRates', '0.005 %, 1 %')).toEqual([
    [
      'guardMismatchRates',
      '0.005 % must be above the limit of 0.01 % and below 100 %, or the healthy are rolled back.',
    ],
  ]);
  expect(problems('leaseMs', '0.5 s')).toEqual([
    ['leaseMs', 'Must be from 1 s to 366 d, in whole ms, not 500 ms.'],
  ]);
  expect(problems('conditions', 'window')).toEqual([['conditions', expect.stringMatching(/calm/)]]);
});

test('what cannot be read of one member hides nothing of the others', () => {
  const read = typed(['soakShadowMs', '24'], ['mismatchRateLimit', '0 %']);
  expect(read.ok ? [] : [...read.problems.keys()]).toEqual(['soakShadowMs', 'mismatchRateLimit']);
});
