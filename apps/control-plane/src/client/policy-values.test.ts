import { describe, expect, test } from 'vitest';
import { durationText, percentText, readCount, readDuration, readPercent } from './policy-values.ts';

describe('shares in percent', () => {
  test.each([
    [0.0001, '0.01 %'],
    [0.0007, '0.07 %'],
    [0.999, '99.9 %'],
    [0.29, '29 %'],
    [1e-7, '0.00001 %'],
    [1, '100 %'],
  ])('%d is %s, and comes back as the same number', (fraction, text) => {
    expect(percentText(fraction)).toBe(text);
    expect(readPercent(text)).toEqual({ ok: true, value: fraction });
  });

  test('the smallest ones too', () => {
    expect(readPercent(percentText(1e-12))).toEqual({ ok: true, value: 1e-12 });
  });

  test('the sign may be left out; anything else is told', () => {
    expect(readPercent(' 0.07 ')).toEqual({ ok: true, value: 0.0007 });
    for (const text of ['', '%', '0,01 %', '-1 %', '1/10', '1 % 2 %', 'Infinity', '0x10']) {
      expect(readPercent(text), text).toMatchObject({ ok: false, problem: expect.stringMatching(/percent/) });
    }
  });
});

describe('times with their unit', () => {
  test.each([
    [0, '0 s'],
    [0.5, '0.5 ms'],
    [5, '5 ms'],
    [1_000, '1 s'],
    [90_000, '90 s'],
    [900_000, '15 min'],
    [86_400_000, '24 h'],
    [172_800_000, '2 d'],
    [90_061_001, '90061001 ms'],
  ])('%d ms is %s, and comes back as the same number', (ms, text) => {
    expect(durationText(ms)).toBe(text);
    expect(readDuration(text)).toEqual({ ok: true, value: ms });
  });

  test.each([
    ['1 h 30 min', 5_400_000],
    ['1h30min', 5_400_000],
    ['1.1 h', 3_960_000],
    ['0.25s', 250],
  ])('%s is read exactly', (text, ms) => {
    expect(readDuration(text)).toEqual({ ok: true, value: ms });
  });

  test('without a unit, or with one that is not known, it is told what to write', () => {
    for (const text of ['', '30', '30 hours', '-1 s', '1 h 30', '15 min soon', '1e3 s']) {
      expect(readDuration(text), text).toMatchObject({ ok: false, problem: expect.stringMatching(/unit/) });
    }
  });
});

test('counts may be grouped', () => {
  for (const text of ['10000', '10,000', '10 000', '1e4']) {
    expect(readCount(text), text).toEqual({ ok: true, value: 10_000 });
  }
  for (const text of ['', 'many', '10,00', '1 2']) expect(readCount(text), text).toMatchObject({ ok: false });
});
