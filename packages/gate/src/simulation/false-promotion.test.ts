import { describe, expect, test } from 'vitest';
import { alphaOfEpoch, evidenceHolds } from '../evidence.ts';
import { evaluateGate } from '../gate.ts';
import { provenInput } from '../testing/proven-input.ts';
import { bestMoments, type EpochMoment, promotionProbability, promotionShare } from './false-promotion.ts';
import { seededRandom } from './random.ts';

const theta = 1e-4;
const raw = { rateLimit: theta, alpha: 0.05 };
const shipped = { rateLimit: theta, alpha: alphaOfEpoch(0.05, 1) };

describe('a candidate exactly as bad as the limit', () => {
  test.each([
    [100_000, 0.037],
    [300_000, 0.0465],
    [3_000_000, 0.05],
  ])('is promoted by the raw bound within %d comparisons with probability %d', (comparisons, expected) => {
    expect(promotionProbability(raw, theta, comparisons)).toBeCloseTo(expected, 4);
  });

  test('is promoted in as many random epochs as the exact computation says', () => {
    const random = seededRandom(20_261);
    const isProven = (moment: EpochMoment) => evidenceHolds(moment, theta, raw.alpha);
    const share = promotionShare(30_000, () => bestMoments(theta, 300_000, random), isProven);
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.052);
    expect(Math.abs(share - promotionProbability(raw, theta, 300_000))).toBeLessThan(0.004);
  });

  test('is promoted by the gate as shipped in at most 26 of 1,000 epochs', () => {
    const random = seededRandom(20_262);
    const share = promotionShare(
      3_000,
      () => bestMoments(theta, 300_000, random),
      (moment) => evaluateGate(provenInput(moment)).open,
    );
    expect(share).toBeLessThanOrEqual(0.026);
    expect(share).toBeGreaterThan(0.015);
    expect(promotionProbability(shipped, theta, 3_000_000)).toBeLessThan(0.025);
  });

  test('is promoted in any of its epochs with at most 5 %, however many it gets', () => {
    let none = 1;
    for (let ordinal = 1; ordinal <= 40; ordinal += 1) {
      none *= 1 - promotionProbability({ ...raw, alpha: alphaOfEpoch(0.05, ordinal) }, theta, 1_000_000);
    }
    expect(1 - none).toBeLessThan(0.05);
    expect(1 - none).toBeGreaterThan(0.04);
  });
});

test('a candidate worse than the limit is promoted far more seldom', () => {
  expect(promotionProbability(shipped, 2 * theta, 1_000_000)).toBeLessThan(2e-4);
  expect(promotionProbability(shipped, 3 * theta, 1_000_000)).toBeLessThan(3e-6);
});

test('a candidate five times better than the limit is proven in nearly every epoch within 200,000 comparisons', () => {
  expect(promotionProbability(shipped, theta / 5, 200_000)).toBeGreaterThan(0.97);
  expect(promotionProbability(shipped, 0, 43_323)).toBe(1);
  expect(promotionProbability(shipped, 0, 43_322)).toBe(0);
});
