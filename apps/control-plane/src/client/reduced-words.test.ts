import { expect, test } from 'vitest';
import { delta } from '../diff/testing/delta.ts';
import { reducedWords } from './reduced-words.ts';

const whole = delta('{"a":1}', '{"a":2}');
const reduced = { ...whole, bodies: 'differing' as const, differencesTotal: 1 };

test('a sample says what was kept of its bodies, and what was not', () => {
  expect(reducedWords(reduced)).toContain('only what differs was kept');
  expect(reducedWords({ ...reduced, bodies: 'none' })).toContain('no value');
});

test('equal bodies are not called different because they were not kept', () => {
  const status = { ...reduced, differences: [] };
  expect(reducedWords({ ...status, differencesTotal: 0 })).toContain('do not differ');
  expect(reducedWords({ ...status, differencesTotal: 300 })).not.toContain('do not differ');
  const failed = { failure: 'timeout', message: 'no answer', timeMs: 5 } as const;
  expect(reducedWords({ ...status, candidate: failed })).toContain('nothing to compare it with');
});
