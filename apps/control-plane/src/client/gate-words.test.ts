import { expect, test } from 'vitest';
import { conditionShort } from './condition-short.ts';
import { conditionMood, summarizeGate } from './gate-words.ts';
import { stageTrack } from './stage-words.ts';
import { condition, routeRow } from './testing/route-row.ts';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

test('a gate opens when its last condition is met, and says nothing where one cannot be told', () => {
  const soon = condition({ id: 'evidence', metAtMs: 1_000 });
  const later = condition({ id: 'soak', metAtMs: 9_000 });
  const unknown = condition({ id: 'flow' });
  expect(summarizeGate({ open: false, conditions: [soon, later] }).metAtMs).toBe(9_000);
  expect(summarizeGate({ open: false, conditions: [soon, unknown] })).toMatchObject({
    metAtMs: null,
    met: 0,
    of: 2,
  });
});

test('an unmet condition is told in the words of its own unit', () => {
  expect(plain(conditionShort(condition({ id: 'window', figure: 4_310, limit: 10_000 })))).toBe(
    '4,310 of 10,000',
  );
  expect(plain(conditionShort(condition({ id: 'evidence', figure: 0.000355, unit: 'fraction' })))).toBe(
    'proven only to 0.036 %',
  );
  expect(
    plain(conditionShort(condition({ id: 'soak', figure: 3_600_000, limit: 86_400_000, unit: 'ms' }))),
  ).toBe('1 h of 1 d');
  expect(conditionShort(condition({ id: 'flow', figure: 0, limit: 1 }))).toBe('no instance reports');
});

test('waiting looks other than failing', () => {
  const window = condition({ id: 'window', metAtMs: 1 });
  expect(conditionMood(window, routeRow())).toBe('waiting');
  expect(
    conditionMood(window, routeRow({ window: { size: 10_000, comparisons: 10_000, mismatches: 5 } })),
  ).toBe('bad');
  expect(conditionMood(condition({ id: 'coverage', figure: null }), routeRow())).toBe('waiting');
  expect(conditionMood(condition({ id: 'flow' }), routeRow())).toBe('warn');
});

test('stages that not each proxy serves are skipped on the way', () => {
  const stages = ['off', 'shadow', 'guarded', 'canary', 'live', 'complete'] as const;
  const track = stageTrack({ stages, here: 'shadow', next: 'live', served: ['off', 'shadow', 'live'] });
  expect(track.map(({ state }) => state)).toEqual(['past', 'here', 'skipped', 'skipped', 'next', 'skipped']);
  const all = stageTrack({ stages, here: 'shadow', next: 'guarded', served: stages });
  expect(all.map(({ state }) => state)).toEqual(['past', 'here', 'next', 'ahead', 'ahead', 'ahead']);
});
