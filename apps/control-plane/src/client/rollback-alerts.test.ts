import { expect, test } from 'vitest';
import { addKeys, readKeys, rollbackAlerts } from './rollback-alerts.ts';
import { routeRow } from './testing/route-row.ts';

const takenBack = (atMs: number) => ({
  takenBack: {
    atMs,
    reason: '5 mismatches in 100 comparisons, too close together: a route at its limit alarms seldom.',
  },
});
const none: ReadonlySet<string> = new Set();

test('each rollback by a guard is told until it is acknowledged, the newest first', () => {
  const routes = [
    routeRow({ id: 'early', ...takenBack(1) }),
    routeRow({ id: 'quiet' }),
    routeRow({ id: 'late', ...takenBack(2) }),
  ];
  const told = rollbackAlerts(routes, none);
  expect(told.map(({ routeId, reason }) => [routeId, reason])).toEqual([
    ['late', '5 mismatches in 100 comparisons, too close together.'],
    ['early', '5 mismatches in 100 comparisons, too close together.'],
  ]);
  const rest = rollbackAlerts(routes, new Set(readKeys(addKeys(null, [told[0]?.key ?? '']))));
  expect(rest.map(({ routeId }) => routeId)).toEqual(['early']);
});

test('the next rollback of the same route is told again', () => {
  const first = rollbackAlerts([routeRow(takenBack(1))], none).map(({ key }) => key);
  const acknowledged = new Set(first);
  expect(rollbackAlerts([routeRow(takenBack(1))], acknowledged)).toEqual([]);
  expect(rollbackAlerts([routeRow(takenBack(2))], acknowledged)).toHaveLength(1);
});

test('what the browser keeps is bounded, and what it cannot read is nothing', () => {
  const many = addKeys(
    null,
    Array.from({ length: 600 }, (_, n) => String(n)),
  );
  expect(readKeys(many)).toHaveLength(500);
  expect(readKeys(addKeys(many, ['new'])).at(-1)).toBe('new');
  for (const text of [null, '', '{', '7', '[7,"a"]']) {
    expect(readKeys(text)).toEqual(text === '[7,"a"]' ? ['a'] : []);
  }
});
