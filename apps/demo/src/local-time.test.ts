import { expect, test } from 'vitest';
import { localTime, localTimeWithoutItsZone } from './local-time.ts';

test('the offset changes in the night when the clocks go forward', () => {
  expect(localTime(Date.UTC(2026, 2, 29, 0, 30))).toBe('2026-03-29T01:30:00+01:00');
  expect(localTime(Date.UTC(2026, 2, 29, 1, 30))).toBe('2026-03-29T03:30:00+02:00');
});

test('a fraction of a second does not shift the offset', () => {
  expect(localTime(Date.UTC(2026, 6, 1, 10, 0, 0, 999))).toBe('2026-07-01T12:00:00+02:00');
});

test('without its zone the same wall clock names another instant', () => {
  const atMs = Date.UTC(2026, 6, 1, 10);
  expect(localTimeWithoutItsZone(atMs)).toBe('2026-07-01T12:00:00Z');
  expect(Date.parse(localTime(atMs))).toBe(atMs);
  expect(Date.parse(localTimeWithoutItsZone(atMs))).toBe(atMs + 2 * 3_600_000);
});
