import { expect, test } from 'vitest';
import { Detector, latencyDetectorOptions, mismatchDetectorOptions } from '../detector.ts';
import { evidenceHolds } from '../evidence.ts';
import { evaluateGate } from '../gate.ts';
import { presetPolicies } from '../policy-presets.ts';
import { provenInput } from '../testing/proven-input.ts';
import { bestMoments, promotionProbability, promotionShare } from './false-promotion.ts';
import { matchesBefore, seededRandom } from './random.ts';

const theta = 1e-4;

test('the raw bound errs as often as computed, over half a million epochs', () => {
  const random = seededRandom(30_261);
  const exact = promotionProbability({ rateLimit: theta, alpha: 0.05 }, theta, 300_000);
  const share = promotionShare(
    500_000,
    () => bestMoments(theta, 300_000, random),
    (moment) => evidenceHolds(moment, theta, 0.05),
  );
  expect(Math.abs(share - exact)).toBeLessThan(0.0012);
});

test('the gate as shipped errs in at most 26 of 1,000 first epochs', () => {
  const random = seededRandom(30_262);
  const runs = 20_000;
  const share = promotionShare(
    runs,
    () => bestMoments(theta, 300_000, random),
    (moment) => evaluateGate(provenInput(moment)).open,
  );
  const exact = promotionProbability({ rateLimit: theta, alpha: 0.025 }, theta, 300_000);
  expect(share).toBeLessThanOrEqual(0.026);
  expect(Math.abs(share - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / runs));
});

test.each([
  ['mismatches', mismatchDetectorOptions(presetPolicies.proven)],
  ['exceedances', latencyDetectorOptions(presetPolicies.proven)],
])('false alarms on %s at the limit of health are ten million requests apart', (_, options) => {
  const random = seededRandom(30_263);
  const runs = 60;
  let requests = 0;
  for (let run = 0; run < runs; run += 1) {
    const detector = new Detector(options);
    let matchesLeft = matchesBefore(options.p0, random);
    for (let alarmed = false; !alarmed; requests += 1) {
      alarmed = detector.observe(matchesLeft === 0);
      matchesLeft = matchesLeft === 0 ? matchesBefore(options.p0, random) : matchesLeft - 1;
    }
  }
  expect(requests / runs).toBeGreaterThan(options.alarmAt);
});
