import { expect, test } from 'vitest';
import { impurities, impuritiesOf } from './purity.ts';

test('the pure packages reach for no clock, chance, network, file or runtime', () => {
  expect(impurities()).toEqual([]);
});

test.each([
  ["import { readFile } from 'node:fs';"],
  ['const now = Date.now();'],
  ['const at = new Date();'],
  ['return Math.random();'],
  ['await fetch(url);'],
  ['Buffer.from(text);'],
])('an impure line is found: %s', (line) => {
  expect(impuritiesOf('a.ts', line)).toHaveLength(1);
});

test('a word in a comment is no impurity', () => {
  expect(impuritiesOf('a.ts', '// Date.now() is handed in')).toEqual([]);
});
