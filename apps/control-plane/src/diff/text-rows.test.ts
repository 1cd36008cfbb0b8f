import { expect, test } from 'vitest';
import { drawn } from './testing/compared.ts';
import { textRows } from './text-rows.ts';

test('lines of text that both have stay level when one side has a line more', () => {
  expect(drawn(textRows('a\nb\nc\n', 'a\nx\nb\nc\n'))).toEqual(['a | a', '— | x [extra]', 'b | b', 'c | c']);
});

test('a line that both have is found behind several that only one side has', () => {
  expect(drawn(textRows('b\nz\n', 'x\ny\nb\nw\n'))).toEqual([
    '— | x [extra]',
    '— | y [extra]',
    'b | b',
    'z | w [value]',
  ]);
});
