import { expect, test } from 'vitest';
import { appliedWords } from './applied-words.ts';

const now = new Date(2026, 10, 23, 3, 20).getTime();

test('a change is not done while one instance is out of reach, and the page says which since when', () => {
  const lastSeenMs = new Date(2026, 10, 23, 3, 12).getTime();
  const words = appliedWords(
    { applied: 2, total: 3, behind: [{ instance: 'eu-3', lastSeenMs, connected: false }] },
    now,
  );
  expect(words).toEqual({
    done: false,
    headline: 'In force on 2 of 3 instances',
    behind: ['eu-3 not reached since 03:12'],
  });
});

test('an instance that is out of reach keeps a change from being done even if it is not counted in the total', () => {
  expect(
    appliedWords(
      { applied: 2, total: 2, behind: [{ instance: 'eu-3', lastSeenMs: now, connected: false }] },
      now,
    ).done,
  ).toBe(false);
});

test('a change is done once all obey, and never without any instance', () => {
  expect(appliedWords({ applied: 3, total: 3, behind: [] }, now)).toMatchObject({
    done: true,
    headline: 'In force on all 3 instances',
  });
  expect(appliedWords({ applied: 0, total: 0, behind: [] }, now)).toMatchObject({
    done: false,
    headline: 'No instance is connected',
  });
});
