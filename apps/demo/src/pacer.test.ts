import { expect, test } from 'vitest';
import { Pacer } from './pacer.ts';

test('60 a second are due 60 times in each second, the first at once', () => {
  const pacer = new Pacer(60, 0);
  expect(taken(pacer, 0)).toBe(1);
  expect(taken(pacer, 999)).toBe(59);
  expect(taken(pacer, 1_999)).toBe(60);
});

test('a late timer does not lower the rate', () => {
  const pacer = new Pacer(100, 0);
  expect(taken(pacer, 537)).toBe(54);
  expect(pacer.untilDueMs(537)).toBe(3);
});

test('what is late by more than the limit is given up and counted', () => {
  const pacer = new Pacer(100, 0);
  expect(pacer.giveUpLate(500, 1_000)).toBe(0);
  expect(pacer.giveUpLate(61_000, 1_000)).toBe(6_000);
  expect(taken(pacer, 61_000)).toBe(101);
});

function taken(pacer: Pacer, nowMs: number): number {
  let count = 0;
  while (pacer.isDue(nowMs)) {
    pacer.took(1);
    count += 1;
  }
  return count;
}
