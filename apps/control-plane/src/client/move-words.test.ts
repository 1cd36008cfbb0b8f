import { expect, test } from 'vitest';
import { moveEnds, moveWords } from './move-words.ts';

const answer = (words: ReturnType<typeof moveWords>, question: string) =>
  words.facts.find((fact) => fact.question === question)?.answer;

test('promoting to live says that the candidate will answer and the legacy is still called', () => {
  const words = moveWords({ from: 'shadow', to: 'live', canaryShare: null, kind: 'promote' });
  expect(words.confirm).toBe('Promote to live');
  expect(answer(words, 'Who answers clients')).toMatch(/the candidate/);
  expect(answer(words, 'What is still called')).toMatch(/^Both/);
  expect(answer(words, 'How to undo')).toMatch(/^Roll back, at any time/);
});

test('rolling back to shadow says that the legacy answers again and that a new epoch has to prove the candidate', () => {
  const words = moveWords({ from: 'live', to: 'shadow', canaryShare: null, kind: 'rollBack' });
  expect(words.confirm).toBe('Roll back to shadow');
  expect(answer(words, 'Who answers clients')).toMatch(/legacy again/);
  expect(answer(words, 'How to undo')).toMatch(/new epoch/);
});

test('entering shadow changes nothing for clients', () => {
  const words = moveWords({ from: 'off', to: 'shadow', canaryShare: null, kind: 'promote' });
  expect(answer(words, 'Who answers clients')).toBe('As now: the legacy.');
});

test('a step of canary says for how many clients the candidate answers then', () => {
  const words = moveWords({ from: 'canary', to: 'canary', canaryShare: 0.25, kind: 'promote' });
  expect(words.confirm).toBe('Promote to canary, 25\u202f% of clients');
  expect(answer(words, 'Who answers clients')).toMatch(/^The candidate for 25\u202f% of the clients/);
});

test('moves within canary are told apart by their shares', () => {
  const move = { fromStage: 'canary', fromShare: 0.01, toStage: 'canary', toShare: 0.05 } as const;
  expect(moveEnds(move)).toEqual({
    from: 'canary (1\u202f% of clients)',
    to: 'canary (5\u202f% of clients)',
  });
  expect(moveEnds({ ...move, toStage: 'shadow', toShare: null }).to).toBe('shadow');
});
