import { describe, expect, test } from 'vitest';
import { latencyDetectorOptions, mismatchDetectorOptions } from './detector.ts';
import { presetPolicies } from './policy-presets.ts';
import { type GuardObservation, type GuardOptions, type GuardTally, RouteGuard } from './route-guard.ts';

const { proven } = presetPolicies;
const all: GuardOptions = {
  mismatch: mismatchDetectorOptions(proven),
  latency: latencyDetectorOptions(proven),
  breaker: { failures: 5, clientsMin: 2 },
};
const off: GuardOptions = { mismatch: null, latency: null, breaker: null };

const match: GuardObservation = { verdict: 'match', exceeded: false, failed: false, client: '10.0.0.1' };
const mismatch: GuardObservation = { ...match, verdict: 'mismatch' };
const slow: GuardObservation = { ...match, exceeded: true };
const failedFor = (client: string): GuardObservation => ({
  verdict: 'mismatch',
  exceeded: true,
  failed: true,
  client,
});

const tally = (change: Partial<GuardTally>): GuardTally => ({
  matches: 0,
  mismatches: 0,
  latencyPairs: 0,
  latencyExceedances: 0,
  ...change,
});

/** Feeds until the alarm, at most `most` times. */
function feed(guard: RouteGuard, observation: GuardObservation, most: number) {
  for (let at = 0; at < most; at += 1) if (guard.observe(observation)) break;
  return guard.alarm;
}

describe('a guard', () => {
  test('stays calm over a hundred thousand good answers', () => {
    expect(feed(new RouteGuard(all), match, 100_000)).toBeNull();
  });

  test('alarms on mismatches, as its detector does, with what was seen', () => {
    const guard = new RouteGuard(all);
    for (let at = 0; at < 7; at += 1) expect(guard.observe(match)).toBeNull();
    expect(feed(guard, mismatch, 10)).toEqual({
      trigger: 'mismatch',
      observations: 10,
      hits: 3,
      evidence: expect.any(Number),
      limit: 1e7,
      words:
        '3 mismatches in 10 comparisons, too close together: a route at its limit of 0.01 % alarms at most once in 10,000,000 comparisons on average.',
    });
    expect(guard.alarm?.evidence).toBeGreaterThanOrEqual(1e7);
  });

  test('alarms when answers are right but too slow', () => {
    const alarm = feed(new RouteGuard(all), slow, 100);
    expect(alarm).toMatchObject({ trigger: 'latency', limit: 1e7 });
    expect(alarm?.words).toContain('timed pairs');
  });

  test('alarms by the breaker where nothing is compared, as in complete', () => {
    const guard = new RouteGuard(all);
    const failed = (client: string): GuardObservation => ({
      ...failedFor(client),
      verdict: null,
      exceeded: null,
    });
    for (const client of ['a', 'a', 'b', 'a']) expect(guard.observe(failed(client))).toBeNull();
    expect(guard.observe(failed('a'))).toEqual({
      trigger: 'breaker',
      observations: 5,
      hits: 5,
      evidence: 5,
      limit: 5,
      words: 'The candidate failed 5 times in a row, from at least 2 client addresses.',
    });
  });

  test('learns nothing from an exchange that was not compared, not timed and not told', () => {
    const guard = new RouteGuard(all);
    feed(guard, { verdict: null, exceeded: null, failed: null, client: 'a' }, 1_000);
    expect(guard.state).toEqual(new RouteGuard(all).state);
    for (const client of ['a', 'b']) guard.observe({ ...failedFor(client), verdict: null, exceeded: null });
    guard.observe({ verdict: null, exceeded: null, failed: null, client: 'c' });
    for (const client of ['a', 'b']) guard.observe({ ...failedFor(client), verdict: null, exceeded: null });
    expect(guard.observe({ ...failedFor('c'), verdict: null, exceeded: null })?.trigger).toBe('breaker');
  });

  test('says the same alarm again and learns nothing more once it has alarmed', () => {
    const guard = new RouteGuard(all);
    const alarm = feed(guard, mismatch, 3);
    const before = guard.state;
    expect(guard.observe(match)).toBe(alarm);
    expect(guard.observeTally(tally({ mismatches: 9 }))).toBe(alarm);
    expect(guard.state).toEqual(before);
  });

  test('refuses options that could roll back the healthy', () => {
    const turned = { p0: 0.01, p1: [0.001], alarmAt: 1e7 };
    expect(() => new RouteGuard({ ...all, mismatch: turned })).toThrow('above p0');
    expect(() => new RouteGuard({ ...all, latency: turned })).toThrow('above p0');
    expect(() => new RouteGuard({ ...all, breaker: { failures: 1, clientsMin: 2 } })).toThrow(RangeError);
  });
});

describe('each of its parts can be off', () => {
  test('with all of them off it never alarms', () => {
    const guard = new RouteGuard(off);
    for (const client of ['a', 'b', 'c']) expect(feed(guard, failedFor(client), 100)).toBeNull();
    expect(
      guard.observeTally(tally({ mismatches: 1_000, latencyPairs: 9, latencyExceedances: 9 })),
    ).toBeNull();
  });

  test.each([
    ['mismatch', mismatch],
    ['latency', slow],
  ] as const)('without %s it is deaf to it and hears the others', (part, observation) => {
    expect(feed(new RouteGuard({ ...all, [part]: null }), observation, 1_000)).toBeNull();
    expect(feed(new RouteGuard({ ...off, [part]: all[part] }), observation, 1_000)?.trigger).toBe(part);
  });

  test('the breaker alone alarms on failures', () => {
    const guard = new RouteGuard({ ...off, breaker: all.breaker });
    for (const client of ['a', 'b', 'a', 'b']) expect(guard.observe(failedFor(client))).toBeNull();
    expect(guard.observe(failedFor('a'))?.trigger).toBe('breaker');
  });
});

describe('a tally', () => {
  test('of the fleet raises an alarm with the counts of all', () => {
    const guard = new RouteGuard(all);
    expect(guard.observeTally(tally({ matches: 1_000, latencyPairs: 1_000 }))).toBeNull();
    const alarm = guard.observeTally(tally({ matches: 90, mismatches: 10, latencyPairs: 100 }));
    expect(alarm).toMatchObject({ trigger: 'mismatch', observations: 1_100, hits: 10 });
  });

  test('of slow answers raises an alarm on latency', () => {
    const guard = new RouteGuard(all);
    const alarm = guard.observeTally(tally({ matches: 100, latencyPairs: 100, latencyExceedances: 60 }));
    expect(alarm).toMatchObject({ trigger: 'latency', observations: 100, hits: 60 });
  });

  test('that is wrong as a whole leaves evidence that can be written as JSON', () => {
    const alarm = new RouteGuard(all).observeTally(tally({ mismatches: 1e9 }));
    expect(Number.isFinite(alarm?.evidence)).toBe(true);
  });

  test('counts as its exchanges would, one by one, to a restart and back', () => {
    const tallied = new RouteGuard(all);
    tallied.observeTally(tally({ matches: 1, latencyPairs: 1 }));
    const observed = new RouteGuard(all);
    observed.observe(match);
    tallied.state.mismatch?.statistics.forEach((statistic, at) => {
      expect(statistic).toBeCloseTo(observed.state.mismatch?.statistics[at] ?? Number.NaN, 9);
    });
  });
});

describe('over a restart', () => {
  test('it goes on where it stood', () => {
    const before = new RouteGuard(all);
    for (const observation of [match, mismatch, mismatch]) before.observe(observation);
    const after = new RouteGuard(all);
    after.restore(JSON.parse(JSON.stringify(before.state)));
    expect(after.observe(mismatch)).toMatchObject({ trigger: 'mismatch', observations: 4, hits: 3 });
  });

  test('a state of other rates, of a part that is off or without sense is left out', () => {
    const before = new RouteGuard(all);
    for (const observation of [mismatch, mismatch]) before.observe(observation);
    const single = new RouteGuard({ ...all, mismatch: { p0: 1e-4, p1: [0.1], alarmAt: 1e7 } });
    single.restore(before.state);
    expect(single.state.mismatch).toEqual({ observations: 0, hits: 0, statistics: [0] });
    const deaf = new RouteGuard(off);
    deaf.restore(before.state);
    expect(deaf.state).toEqual({ mismatch: null, latency: null });
    const fresh = new RouteGuard(all);
    for (const broken of [
      { observations: 1, hits: 2, statistics: [1, 1, 1] },
      { observations: 5, hits: 1, statistics: [1, Number.NaN, 1] },
    ]) {
      fresh.restore({ mismatch: broken, latency: null });
      expect(fresh.state).toEqual(new RouteGuard(all).state);
    }
  });
});
