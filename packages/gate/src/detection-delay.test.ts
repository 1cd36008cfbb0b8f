import { expect, test } from 'vitest';
import { detectionDelay, evidenceOfSilence } from './detection-delay.ts';
import { Detector, latencyDetectorOptions, mismatchDetectorOptions } from './detector.ts';
import { presetPolicies } from './policy-presets.ts';
import { detectionDelays, mean, quantile } from './simulation/detection.ts';
import { seededRandom } from './simulation/random.ts';

const guard = mismatchDetectorOptions(presetPolicies.proven);

test.each([
  [0.001, 7_348, null],
  [0.01, 399, 843],
  [0.1, 31, 64],
  [1, 3, 3],
])('a fault of %d is found after %d observations on average', (rate, expected, at95) => {
  const delay = detectionDelay(guard, rate);
  expect((delay?.mean ?? 0) / expected).toBeGreaterThan(0.9);
  expect((delay?.mean ?? 0) / expected).toBeLessThan(1.1);
  if (at95 !== null) expect(Math.abs((delay?.at95 ?? 0) / at95 - 1)).toBeLessThan(0.1);
});

test('it is what the detector itself takes, observation by observation', () => {
  const latency = latencyDetectorOptions(presetPolicies.trial);
  const sorted = detectionDelays(latency, { rate: 0.6 }, { runs: 5_000, random: seededRandom(1) });
  const delay = detectionDelay(latency, 0.6);
  expect(Math.abs((delay?.mean ?? 0) / mean(sorted) - 1)).toBeLessThan(0.05);
  expect(Math.abs((delay?.at95 ?? 0) / quantile(sorted, 0.95) - 1)).toBeLessThan(0.1);
});

test('the same question has the same answer', () => {
  expect(detectionDelay(guard, 0.01)).toEqual(detectionDelay(guard, 0.01));
});

test('what would take for ever is not told', () => {
  expect(detectionDelay({ p0: 0.01, p1: [0.010001], alarmAt: 1e9 }, 0.010001)).toBeNull();
});

test('after endless misses a detector stands where it was said to', () => {
  const detector = new Detector(guard);
  for (let at = 0; at < 100_000; at += 1) detector.observe(false);
  expect(detector.evidence / evidenceOfSilence(guard)).toBeCloseTo(1, 6);
});
