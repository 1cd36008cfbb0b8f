import { describe, expect, test } from 'vitest';
import {
  Detector,
  type DetectorOptions,
  latencyDetectorOptions,
  mismatchDetectorOptions,
} from '../detector.ts';
import { presetPolicies } from '../policy-presets.ts';
import { detectionDelays, mean, quantile } from './detection.ts';
import { matchesBefore, type Random, seededRandom } from './random.ts';

const guard = mismatchDetectorOptions(presetPolicies.proven);

function delays(rate: number, runs: number, instances = 1): number[] {
  return detectionDelays(guard, { rate, instances }, { runs, random: seededRandom(20_265) });
}

function within15Percent(measured: number, expected: number): void {
  expect(measured / expected).toBeGreaterThan(0.85);
  expect(measured / expected).toBeLessThan(1.15);
}

describe('a fault is found', () => {
  test.each([
    [0.001, 400, 7_348],
    [0.01, 4_000, 399],
    [0.1, 20_000, 31],
    [1, 1, 3],
  ])('at a rate of %d (%d runs) after %d requests on average', (rate, runs, expected) => {
    within15Percent(mean(delays(rate, runs)), expected);
  });

  test.each([
    [0.1, 64, 90],
    [0.01, 843, 1_180],
  ])('at a rate of %d in 95 of 100 cases within %d and in 99 within %d requests', (rate, at95, at99) => {
    const sorted = delays(rate, 10_000);
    within15Percent(quantile(sorted, 0.95), at95);
    within15Percent(quantile(sorted, 0.99), at99);
  });

  test.each([
    { rate: 0.1, instances: 1, median: 45, all: 160 },
    { rate: 0.1, instances: 3, median: 60, all: 250 },
    { rate: 0.01, instances: 1, median: 550, all: 2_000 },
  ])(
    'at a rate of $rate by $instances instances within $all in twenty cases of twenty, and half of the time within $median',
    ({ rate, instances, median, all }) => {
      const sorted = delays(rate, 10_000, instances);
      expect(quantile(sorted, 0.5)).toBeLessThanOrEqual(median);
      // The chance that one of twenty is beyond is then below 1 %.
      expect(sorted.filter((delay) => delay > all).length / sorted.length).toBeLessThan(0.0005);
    },
  );

  test('later by three instances that see a third each: at 1 % within 1,284 and 1,727', () => {
    const sorted = delays(0.01, 10_000, 3);
    within15Percent(quantile(sorted, 0.95), 1_284);
    within15Percent(quantile(sorted, 0.99), 1_727);
  });
});

describe('false alarms of a route at the limit of health', () => {
  const runs = 400;
  const eager = { ...guard, alarmAt: 1e4 };

  test('are as far apart as they are meant to be', () => {
    const sorted = detectionDelays(eager, { rate: guard.p0 }, { runs, random: seededRandom(20_266) });
    expect(mean(sorted)).toBeGreaterThan(eager.alarmAt);
    expect(mean(sorted)).toBeLessThan(20 * eager.alarmAt);
  });

  test.each([10, 1_000, 20_000])('are as far apart when counted by tallies of %d a second', (perSecond) => {
    const tallies = new Tallies(guard.p0, perSecond, seededRandom(20_267));
    expect(meanBetweenAlarms(eager, tallies, 100)).toBeGreaterThan(eager.alarmAt);
  });

  test('would come within a minute if the mismatches of a busy second were put first', () => {
    const tallies = new Tallies(guard.p0, 20_000, seededRandom(20_269));
    const detector = new Detector(guard);
    let seconds = 0;
    for (let alarmed = false; !alarmed; seconds += 1) {
      const mismatches = tallies.next();
      for (let at = 0; at < 20_000; at += 1) alarmed = detector.observe(at < mismatches) || alarmed;
    }
    expect(seconds).toBeLessThan(60);
    expect(seconds * 20_000).toBeLessThan(guard.alarmAt);
  });

  test('of exceedances are as far apart', () => {
    const latency = { ...latencyDetectorOptions(presetPolicies.proven), alarmAt: 1e4 };
    const sorted = detectionDelays(latency, { rate: latency.p0 }, { runs, random: seededRandom(20_268) });
    expect(mean(sorted)).toBeGreaterThan(latency.alarmAt);
  });
});

/** Mismatches of one second after another. */
class Tallies {
  readonly perSecond: number;
  readonly #rate: number;
  readonly #random: Random;
  #matchesLeft: number;

  constructor(rate: number, perSecond: number, random: Random) {
    this.#rate = rate;
    this.perSecond = perSecond;
    this.#random = random;
    this.#matchesLeft = matchesBefore(rate, random);
  }

  next(): number {
    let mismatches = 0;
    let left = this.perSecond;
    while (this.#matchesLeft < left) {
      left -= this.#matchesLeft + 1;
      mismatches += 1;
      this.#matchesLeft = matchesBefore(this.#rate, this.#random);
    }
    this.#matchesLeft -= left;
    return mismatches;
  }
}

function meanBetweenAlarms(options: DetectorOptions, tallies: Tallies, runs: number): number {
  let requests = 0;
  for (let run = 0; run < runs; run += 1) {
    const detector = new Detector(options);
    for (let alarmed = false; !alarmed; requests += tallies.perSecond) {
      const mismatches = tallies.next();
      alarmed = detector.observeTally(mismatches, tallies.perSecond - mismatches);
    }
  }
  return requests / runs;
}
