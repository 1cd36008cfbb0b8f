import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationInWords, listInWords, percentBeside, percentInWords, plural } from './figures-in-words.ts';

test.each([
  [0, '0 %'],
  [1, '100 %'],
  [1e-4, '0.01 %'],
  [2.2e-5, '0.0022 %'],
  [0.999, '99.9 %'],
  [1e-9, '0.0000001 %'],
  [0.5, '50 %'],
])('%d is %s', (fraction, text) => {
  expect(percentInWords(fraction)).toBe(text);
});

test('a fraction never reads like its limit, nor like all, unless it is', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-8, max: 1, noNaN: true }),
      fc.double({ min: -1e-5, max: 1e-5 }),
      (limit, off) => {
        const fraction = Math.min(1, limit * (1 + off));
        fc.pre(Math.abs(fraction / limit - 1) > 1e-9 && 1 - fraction > 1e-9);
        expect(percentBeside(fraction, limit)).not.toBe(percentInWords(limit));
        expect(percentBeside(fraction, limit)).not.toBe('100 %');
      },
    ),
  );
  expect(percentBeside(1, 0.999)).toBe('100 %');
  expect(percentBeside(1e-4, 1e-4)).toBe('0.01 %');
});

test.each([
  [0, '0 s'],
  [1, '1 s'],
  [10_000, '10 s'],
  [250_000, '4 min 10 s'],
  [3_600_000, '1 h'],
  [3_601_000, '1 h'],
  [97_200_000, '1 d 3 h'],
])('%d ms are %s', (durationMs, text) => {
  expect(durationInWords(durationMs)).toBe(text);
});

test('one is told from many', () => {
  expect(plural(1, 'mismatch', 'mismatches')).toBe('1 mismatch');
  expect(plural(12_345, 'mismatch', 'mismatches')).toBe('12,345 mismatches');
});

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('%j are listed as "%s"', (items, text) => {
  expect(listInWords(items)).toBe(text);
});
