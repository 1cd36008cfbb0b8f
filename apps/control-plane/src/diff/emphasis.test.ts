import { expect, test } from 'vitest';
import { emphasis } from './emphasis.ts';

test('only the part of a value that differs is emphasised, and never half a character', () => {
  expect(emphasis('"10:15:00+01:00"', '"10:15:00Z"').legacy).toEqual([
    { text: '"10:15:00', differs: false },
    { text: '+01:00', differs: true },
    { text: '"', differs: false },
  ]);
  const [first] = emphasis('😀', '😁').legacy;
  expect(first).toEqual({ text: '😀', differs: true });
});
