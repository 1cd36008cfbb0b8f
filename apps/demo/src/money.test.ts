import { expect, test } from 'vitest';
import { moneyNumber, moneyText, parseMoney } from './money.ts';

test('amounts keep both places, below one and below zero too', () => {
  expect([123450n, 5n, -5n, 0n, -100n].map(moneyText)).toEqual(['1234.50', '0.05', '-0.05', '0.00', '-1.00']);
});

test('an amount beyond what a float can hold is written exactly, as a number', () => {
  expect(JSON.stringify({ amount: moneyNumber(9_007_199_254_740_993_07n) })).toBe(
    '{"amount":9007199254740993.07}',
  );
});

test('a text is read back to the same minor units', () => {
  for (const text of ['1234.50', '-0.05', '0.00']) expect(moneyText(parseMoney(text) ?? 1n)).toBe(text);
});

test.each(['1', '1.5', '1.505', '1e2', ' 1.00', '', '1234567890123.00'])('%j is not an amount', (text) => {
  expect(parseMoney(text)).toBeUndefined();
});
