import { expect, test } from 'vitest';
import { epochCauses } from '../contract.ts';
import { epochCauseWords, historyVerbWords } from './history-words.ts';

test.each([
  ['route.add', 'Route added'],
  ['route.adopt', 'Adopted from discovered traffic'],
  ['route.promote', 'Promoted'],
  ['route.rollBack', 'Rolled back'],
  ['route.setPolicy', 'Policy changed'],
  ['route.startEpoch', 'New epoch'],
  ['rule.disable', 'Rule switched off'],
])('%s reads as “%s”', (verb, words) => {
  expect(historyVerbWords(verb)).toBe(words);
});

test('why an epoch began is a clause that can follow its time', () => {
  expect(epochCauses.map((cause) => `begun 2 min ago ${epochCauseWords(cause)}`)).toEqual([
    'begun 2 min ago when the route was added',
    'begun 2 min ago for another build',
    'begun 2 min ago because rules changed',
    'begun 2 min ago because the policy changed',
    'begun 2 min ago after the route was rolled back',
    'begun 2 min ago by hand',
  ]);
});
