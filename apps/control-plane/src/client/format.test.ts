import { describe, expect, test } from 'vitest';
import {
  counted,
  formatBytes,
  formatDuration,
  formatMs,
  formatOverheadMs,
  formatPerSecond,
  formatRate,
  formatUpperBound,
} from './format.ts';

const plain = (text: string) => text.replaceAll('\u202f', ' ').replaceAll('\u2212', '-');

describe('rates', () => {
  test.each([
    [null, '–'],
    [0, '0 %'],
    [0.0001, '0.01 %'],
    [0.0000999, '0.01 %'],
    [0.000031, '0.0031 %'],
    [0.0000001, '0.00001 %'],
    [0.00000001, '< 0.00001 %'],
    [0.0355, '3.55 %'],
    [0.5, '50 %'],
    [0.999, '99.9 %'],
    [0.99999, '99.999 %'],
    [0.999999999, '99.999999 %'],
    [1, '100 %'],
  ])('%s reads as %s', (fraction, words) => {
    expect(plain(formatRate(fraction))).toBe(words);
  });

  test('a rate that is not zero never reads as zero, and one below the whole never as 100 %', () => {
    for (let exponent = -12; exponent < 0; exponent += 1) {
      expect(plain(formatRate(10 ** exponent))).not.toMatch(/^0(\.0+)? %/);
      expect(plain(formatRate(1 - 10 ** exponent))).not.toBe('100 %');
    }
  });
});

test('a bound near the whole reads as the whole, which it is at most', () => {
  expect(plain(formatUpperBound(0.999999999))).toBe('100 %');
  expect(plain(formatUpperBound(0.0001))).toBe('0.01 %');
  expect(plain(formatUpperBound(0.5))).toBe('50 %');
});

test('times keep their sign, so that it is plain who is slower', () => {
  expect(plain(formatOverheadMs(3.214))).toBe('+3.21 ms');
  expect(plain(formatOverheadMs(-0.42))).toBe('-0.42 ms');
  expect(plain(formatOverheadMs(0))).toBe('0.00 ms');
  expect(plain(formatMs(1234))).toBe('1,234 ms');
  expect(plain(formatMs(31_000))).toBe('31 s');
});

test('durations show the two units that matter', () => {
  expect(plain(formatDuration(12_000))).toBe('12 s');
  expect(plain(formatDuration(40 * 60_000))).toBe('40 min');
  expect(plain(formatDuration(3 * 3_600_000 + 12 * 60_000))).toBe('3 h 12 min');
  expect(plain(formatDuration(50 * 3_600_000))).toBe('2 d 2 h');
});

test('bytes and requests a second carry their unit', () => {
  expect(plain(formatBytes(512))).toBe('512 B');
  expect(plain(formatBytes(1536))).toBe('1.5 KiB');
  expect(plain(formatPerSecond(0.004))).toBe('< 0.01 /s');
  expect(plain(formatPerSecond(132.4))).toBe('132.4 /s');
});

test('one is told in the singular', () => {
  expect([counted(0, 'rule'), counted(1, 'rule'), counted(2_000, 'rule')]).toEqual([
    '0 rules',
    '1 rule',
    '2,000 rules',
  ]);
  expect(counted(2, 'mismatch', 'mismatches')).toBe('2 mismatches');
});
