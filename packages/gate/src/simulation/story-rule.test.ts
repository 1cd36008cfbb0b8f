import { expect, test } from 'vitest';
import { classicalUpper } from '../clopper-pearson.ts';
import { ComparisonWindow } from '../window.ts';
import { promotionProbability } from './false-promotion.ts';
import { matchesBefore, type Random, seededRandom } from './random.ts';
import { cleanWindowProbability, meanUntilTwoInWindow } from './story-rule.ts';

const size = 10_000;

test('the rule of the window lets a candidate three times too bad through with probability 0.81, the proof never', () => {
  expect(cleanWindowProbability(size, 3e-4, 100_000)).toBeCloseTo(0.81, 2);
  expect(promotionProbability({ rateLimit: 1e-4, alpha: 0.05 }, 3e-4, 100_000)).toBeLessThan(1e-4);
});

test('a real window agrees with that probability', () => {
  const random = seededRandom(20_263);
  const runs = 400;
  let promoted = 0;
  for (let run = 0; run < runs; run += 1) promoted += Number(isPromoted(3e-4, random));
  expect(promoted / runs).toBeCloseTo(cleanWindowProbability(size, 3e-4, 100_000), 1);
});

function isPromoted(rate: number, random: Random): boolean {
  const window = new ComparisonWindow(size);
  for (let at = 0; at < 100_000; at += 1) {
    window.add(random() < rate);
    if (at >= size - 1 && window.counts.mismatches === 0) return true;
  }
  return false;
}

test('a clean window proves a rate three times the limit at best', () => {
  expect(classicalUpper(size, 0, 0.05)).toBeCloseTo(2.995e-4, 7);
});

test('as a trigger it would roll a healthy candidate back every 326,000 requests', () => {
  expect(Math.round(meanUntilTwoInWindow(size, 2e-5) / 1_000)).toBe(326);
  const random = seededRandom(20_264);
  const runs = 5_000;
  let requests = 0;
  for (let run = 0; run < runs; run += 1) requests += untilTwoInWindow(2e-5, random);
  expect(Math.abs(requests / runs / meanUntilTwoInWindow(size, 2e-5) - 1)).toBeLessThan(0.04);
});

function untilTwoInWindow(rate: number, random: Random): number {
  let at = matchesBefore(rate, random) + 1;
  for (;;) {
    const gap = matchesBefore(rate, random) + 1;
    at += gap;
    if (gap < size) return at;
  }
}
