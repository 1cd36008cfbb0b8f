import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Detector,
  type DetectorOptions,
  latencyDetectorOptions,
  mismatchDetectorOptions,
} from './detector.ts';
import { presetPolicies } from './policy-presets.ts';

const options: DetectorOptions = mismatchDetectorOptions(presetPolicies.proven);

function fed(observations: readonly boolean[], change: Partial<DetectorOptions> = {}): Detector {
  const detector = new Detector({ ...options, ...change });
  for (const mismatch of observations) detector.observe(mismatch);
  return detector;
}

test('each step is that of the vectors', () => {
  const detector = new Detector({ p0: 1e-4, p1: [1e-3], alarmAt: 1e7 });
  const steps: [0 | 1, number][] = [
    [0, 0.99909991],
    [0, 1.99730054],
    [0, 2.9946027],
    [0, 3.991007198],
    [0, 4.986514842],
    [1, 59.86514842],
    [0, 60.81036431],
    [0, 61.75472942],
    [0, 62.69824451],
    [1, 636.9824451],
    [1, 6379.824451],
  ];
  for (const [mismatch, expected] of steps) {
    detector.observe(mismatch === 1);
    expect(Math.abs(detector.evidence / expected - 1)).toBeLessThan(1e-8);
  }
});

test('three mismatches in a row alarm, two do not', () => {
  const detector = new Detector(options);
  expect([true, true, true].map((mismatch) => detector.observe(mismatch))).toEqual([false, false, true]);
});

test('the alarm outlasts a match, and after a reset all is forgotten', () => {
  const detector = fed([true, true, true]);
  expect(detector.observe(false)).toBe(true);
  detector.reset();
  expect(detector.evidence).toBe(0);
  expect(detector.observe(true)).toBe(false);
});

test('it watches as well after a hundred million matches as at the start', () => {
  const detector = new Detector(options);
  for (let at = 0; at < 1e6; at += 1) detector.observeTally(0, 100);
  expect(Math.max(...detector.state)).toBeLessThan(1 / (1e-3 - 1e-4));
  expect([true, true, true].map((mismatch) => detector.observe(mismatch))).toContain(true);
});

describe('a tally', () => {
  test('of one is that observation', () => {
    for (const mismatch of [false, true]) {
      const tallied = fed([false, true, false]);
      const observed = fed([false, true, false]);
      expect(tallied.observeTally(Number(mismatch), Number(!mismatch))).toBe(observed.observe(mismatch));
      tallied.state.forEach((statistic, at) => {
        expect(Math.abs(statistic / (observed.state[at] ?? 0) - 1)).toBeLessThan(1e-12);
      });
    }
  });

  test('weighs its observations as they would weigh in any order', () => {
    const tallied = fed([]);
    tallied.restore([1e9, 1e9, 1e9]);
    const observed = fed([]);
    observed.restore([1e9, 1e9, 1e9]);
    tallied.observeTally(2, 50);
    for (let at = 0; at < 52; at += 1) observed.observe(at === 7 || at === 30);
    tallied.state.forEach((statistic, at) => {
      expect(Math.abs(statistic / (observed.state[at] ?? 0) - 1)).toBeLessThan(1e-6);
    });
  });

  test('of a busy and healthy second does not alarm, though it holds more than three mismatches', () => {
    const detector = new Detector(options);
    for (let second = 0; second < 1_000; second += 1) expect(detector.observeTally(4, 49_996)).toBe(false);
  });

  test('of a second that is one tenth wrong alarms at once', () => {
    expect(new Detector(options).observeTally(10, 90)).toBe(true);
  });

  test('of any size leaves a state that can go on', () => {
    const detector = new Detector(options);
    expect(detector.observeTally(1e9, 0)).toBe(true);
    expect(detector.state.every(Number.isFinite)).toBe(true);
    expect(detector.observeTally(0, 1e9)).toBe(false);
    expect(detector.observeTally(0, 0)).toBe(false);
    expect(detector.observe(true)).toBe(false);
  });

  test('of nothing changes nothing', () => {
    const detector = fed([false, true]);
    const before = detector.state;
    detector.observeTally(0, 0);
    expect(detector.state).toEqual(before);
  });
});

test('a detector goes on after a restart where it stood', () => {
  const before = fed([false, true, true]);
  const after = new Detector(options);
  after.restore(before.state);
  expect(after.observe(true)).toBe(true);
  expect(() => after.restore([1])).toThrow(RangeError);
  expect(() => after.restore([1, 2, Number.NaN])).toThrow(RangeError);
});

test('a mismatch more never lowers the evidence', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 200 }), fc.nat(), (observations, seed) => {
      const at = seed % observations.length;
      const worse = observations.map((mismatch, index) => mismatch || index === at);
      expect(fed(worse).evidence).toBeGreaterThanOrEqual(fed(observations).evidence);
    }),
  );
});

test('a rate that is not above the healthy one is refused: matches would roll back the healthy', () => {
  expect(() => new Detector({ ...options, p1: [1e-4] })).toThrow('above p0');
  expect(() => new Detector({ ...options, p1: [1e-3, 1e-5] })).toThrow('above p0');
  expect(() => new Detector({ ...options, p1: [] })).toThrow(RangeError);
  expect(() => new Detector({ ...options, p0: 0 })).toThrow(RangeError);
  expect(() => new Detector({ ...options, alarmAt: 0 })).toThrow(RangeError);
});

test('exceedances are watched by the same detector, against their own limit', () => {
  const latency = latencyDetectorOptions(presetPolicies.proven);
  expect(latency).toEqual({ p0: 0.01, p1: [0.03, 0.1, 0.3], alarmAt: 1e7 });
  const detector = new Detector(latency);
  let observations = 0;
  while (!detector.observe(true)) observations += 1;
  expect(observations).toBeGreaterThan(2);
  expect(observations).toBeLessThan(10);
});
