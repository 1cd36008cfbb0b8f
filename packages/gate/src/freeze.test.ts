import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkFreeze, type Freeze, frozenAt, type WeeklyFreeze } from './freeze.ts';

const weekend: WeeklyFreeze = {
  kind: 'weekly',
  fromDay: 'friday',
  from: '16:00',
  untilDay: 'monday',
  until: '08:00',
  timeZone: 'Europe/Berlin',
};
const weekly = (change: Partial<WeeklyFreeze> = {}): Freeze[] => [
  { window: { ...weekend, ...change }, reason: 'nobody is there' },
];
const at = (iso: string) => Date.parse(iso);
const untilOf = (freezes: readonly Freeze[], iso: string) => {
  const { untilMs } = frozenAt(freezes, at(iso));
  return untilMs === null ? null : new Date(untilMs).toISOString();
};

describe('a weekly freeze', () => {
  test('holds from Friday afternoon to Monday morning, by the clocks of its place', () => {
    const frozen = (iso: string) => frozenAt(weekly(), at(iso)).frozen;
    expect(frozen('2026-11-20T14:59:59Z')).toBe(false);
    expect(frozen('2026-11-20T15:00:00Z')).toBe(true);
    expect(frozen('2026-11-22T12:00:00Z')).toBe(true);
    expect(frozen('2026-11-23T06:59:59Z')).toBe(true);
    expect(frozen('2026-11-23T07:00:00Z')).toBe(false);
    expect(frozen('2026-11-25T12:00:00Z')).toBe(false);
  });

  test('says until when and why', () => {
    expect(frozenAt(weekly(), at('2026-11-21T00:00:00Z'))).toEqual({
      frozen: true,
      untilMs: at('2026-11-23T07:00:00Z'),
      words:
        'Promotions are frozen each week from Friday 16:00 until Monday 08:00 (Europe/Berlin): nobody is there.',
    });
  });

  test('of one day does not reach into others', () => {
    const noon = weekly({ fromDay: 'wednesday', from: '12:00', untilDay: 'wednesday', until: '13:30' });
    expect(untilOf(noon, '2026-11-25T11:00:00Z')).toBe('2026-11-25T12:30:00.000Z');
    expect(untilOf(noon, '2026-11-25T12:30:00Z')).toBeNull();
    expect(untilOf(noon, '2026-11-24T11:30:00Z')).toBeNull();
  });

  test('that ends before it begins on the same day lasts nearly a week', () => {
    const long = weekly({ fromDay: 'friday', from: '16:00', untilDay: 'friday', until: '15:00' });
    expect(untilOf(long, '2026-11-26T00:00:00Z')).toBe('2026-11-27T14:00:00.000Z');
    expect(untilOf(long, '2026-11-27T14:30:00Z')).toBeNull();
  });

  test.each([
    ['Asia/Kathmandu', '2026-11-23T02:14:00Z', '2026-11-23T02:15:00.000Z'],
    ['America/New_York', '2026-11-23T12:00:00Z', '2026-11-23T13:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-11-22T17:00:00Z', '2026-11-22T18:00:00.000Z'],
  ])('knows %s', (timeZone, iso, until) => {
    expect(untilOf(weekly({ timeZone }), iso)).toBe(until);
  });
});

describe('where clocks change', () => {
  test('a freeze over the night in which they go back is an hour longer', () => {
    expect(untilOf(weekly(), '2026-10-23T14:00:00Z')).toBe('2026-10-26T07:00:00.000Z');
    expect(untilOf(weekly(), '2026-10-23T13:59:59Z')).toBeNull();
  });

  test('a freeze over the night in which they go forward is an hour shorter', () => {
    expect(untilOf(weekly(), '2026-03-27T15:00:00Z')).toBe('2026-03-30T06:00:00.000Z');
  });

  test('a time that is shown twice begins a freeze the first time and ends it the second', () => {
    const night = weekly({ fromDay: 'saturday', from: '22:00', untilDay: 'sunday', until: '02:30' });
    // 02:30 is at 00:30 and at 01:30 of UTC.
    expect(untilOf(night, '2026-10-25T00:45:00Z')).toBe('2026-10-25T01:30:00.000Z');
    const morning = weekly({ fromDay: 'sunday', from: '02:30', untilDay: 'sunday', until: '06:00' });
    expect(untilOf(morning, '2026-10-25T00:29:00Z')).toBeNull();
    expect(untilOf(morning, '2026-10-25T00:30:00Z')).toBe('2026-10-25T05:00:00.000Z');
  });

  test('a time that is skipped begins or ends a freeze at the jump', () => {
    const night = weekly({ fromDay: 'saturday', from: '22:00', untilDay: 'sunday', until: '02:30' });
    expect(untilOf(night, '2026-03-29T00:30:00Z')).toBe('2026-03-29T01:00:00.000Z');
    const morning = weekly({ fromDay: 'sunday', from: '02:30', untilDay: 'sunday', until: '06:00' });
    expect(untilOf(morning, '2026-03-29T00:59:59Z')).toBeNull();
    expect(untilOf(morning, '2026-03-29T01:00:00Z')).toBe('2026-03-29T04:00:00.000Z');
  });

  test('half an hour counts too', () => {
    const howe = weekly({
      timeZone: 'Australia/Lord_Howe',
      fromDay: 'saturday',
      untilDay: 'sunday',
      until: '08:00',
    });
    expect(untilOf(howe, '2026-04-04T12:00:00Z')).toBe('2026-04-04T21:30:00.000Z');
    expect(untilOf(howe, '2026-03-28T12:00:00Z')).toBe('2026-03-28T21:00:00.000Z');
  });
});

describe('freezes together', () => {
  const dated = (from: string, until: string): Freeze => ({
    window: { kind: 'dated', fromMs: at(from), untilMs: at(until) },
    reason: 'the year ends',
  });
  const stop: Freeze = { window: { kind: 'stop' }, reason: 'an outage is looked into' };

  test('a dated one holds from its first ms to before its last', () => {
    const freezes = [dated('2026-12-20T00:00:00Z', '2027-01-04T00:00:00Z')];
    expect(frozenAt(freezes, at('2026-12-19T23:59:59.999Z')).frozen).toBe(false);
    expect(frozenAt(freezes, at('2026-12-20T00:00:00Z'))).toEqual({
      frozen: true,
      untilMs: at('2027-01-04T00:00:00Z'),
      words:
        'Promotions are frozen from 2026-12-20T00:00:00.000Z until 2027-01-04T00:00:00.000Z: the year ends.',
    });
    expect(frozenAt(freezes, at('2027-01-04T00:00:00Z')).frozen).toBe(false);
  });

  test('end when the last of those that overlap or follow at once ends', () => {
    const freezes = [...weekly(), dated('2026-11-22T00:00:00Z', '2026-11-24T09:00:00Z')];
    expect(untilOf(freezes, '2026-11-21T00:00:00Z')).toBe('2026-11-24T09:00:00.000Z');
    const following = [...weekly(), dated('2026-11-23T07:00:00Z', '2026-11-23T10:00:00Z')];
    expect(untilOf(following, '2026-11-21T00:00:00Z')).toBe('2026-11-23T10:00:00.000Z');
  });

  test('the stop holds until it is lifted, and each that is in force says why', () => {
    const { untilMs, words } = frozenAt([...weekly(), stop], at('2026-11-21T00:00:00Z'));
    expect(untilMs).toBeNull();
    expect(words).toContain('nobody is there.');
    expect(words).toContain('Promotions are stopped until somebody lifts it: an outage is looked into.');
  });

  test('weekly ones that leave no gap never end', () => {
    const halves = [
      ...weekly({ fromDay: 'monday', from: '00:00', untilDay: 'thursday', until: '00:00' }),
      ...weekly({ fromDay: 'thursday', from: '00:00', untilDay: 'monday', until: '00:00' }),
    ];
    expect(frozenAt(halves, at('2026-11-21T00:00:00Z'))).toMatchObject({ frozen: true, untilMs: null });
  });

  test('none is none', () => {
    expect(frozenAt([], 0)).toEqual({ frozen: false, untilMs: null, words: 'No freeze is in force.' });
  });

  test('nothing is frozen at the end that was told, and everything just before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('2025-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') }),
        fc.constantFrom(
          'Europe/Berlin',
          'America/Sao_Paulo',
          'Australia/Lord_Howe',
          'UTC',
          'Africa/Casablanca',
        ),
        (nowMs, timeZone) => {
          const { frozen, untilMs } = frozenAt(weekly({ timeZone }), nowMs);
          expect(frozen).toBe(untilMs !== null);
          if (untilMs === null) return;
          expect(untilMs).toBeGreaterThan(nowMs);
          expect(frozenAt(weekly({ timeZone }), untilMs).frozen).toBe(false);
          expect(frozenAt(weekly({ timeZone }), untilMs - 1).frozen).toBe(true);
        },
      ),
    );
  });
});

describe('a window is refused', () => {
  test.each<[string, Partial<WeeklyFreeze>]>([
    ['from must be', { from: '24:00' }],
    ['from must be', { from: '8:00' }],
    ['until must be', { until: '' }],
    ['timeZone must be', { timeZone: 'Mars/Olympus' }],
    ['timeZone must be', { timeZone: '' }],
    ['A weekly freeze must end', { untilDay: 'friday', until: '16:00' }],
  ])('%s: %o', (problem, change) => {
    expect(checkFreeze({ ...weekend, ...change })).toEqual([expect.stringContaining(problem)]);
  });

  test('where it ends before it begins', () => {
    expect(checkFreeze({ kind: 'dated', fromMs: 5, untilMs: 5 })).toEqual(['untilMs must be after fromMs.']);
    expect(checkFreeze({ kind: 'dated', fromMs: Number.NaN, untilMs: 5 })).toHaveLength(1);
  });

  test('not otherwise', () => {
    expect(checkFreeze(weekend)).toEqual([]);
    expect(checkFreeze({ kind: 'stop' })).toEqual([]);
    expect(checkFreeze({ kind: 'dated', fromMs: 5, untilMs: 6 })).toEqual([]);
  });
});
