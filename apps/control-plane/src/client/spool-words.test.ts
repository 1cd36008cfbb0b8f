import { expect, test } from 'vitest';
import { spoolWarning } from './spool-words.ts';

test('a spool that is in memory only says that it is lost with its process', () => {
  expect(spoolWarning({ spoolDurable: true })).toBeNull();
  expect(spoolWarning({ spoolDurable: false })).toMatch(/in memory only, and lost if it is killed/);
});
