import { describe, expect, test } from 'vitest';
import { condition, hourMs, nowMs } from './testing/good-route.ts';

describe('soak', () => {
  test('takes a day in shadow and an hour in each later step', () => {
    const since = { stageSinceMs: nowMs - 2 * hourMs, epochStartedAtMs: 0 };
    expect(condition('soak', { stage: 'shadow', ...since })).toMatchObject({
      met: false,
      figure: 2 * hourMs,
      limit: 24 * hourMs,
      metAtMs: nowMs + 22 * hourMs,
      words: 'In shadow under this epoch for 2 h of the 1 d it needs.',
    });
    expect(condition('soak', { stage: 'canary', ...since })).toMatchObject({ met: true, limit: hourMs });
  });

  test('begins anew with an epoch: what came before soaked another build or other rules', () => {
    const since = { stageSinceMs: 0, epochStartedAtMs: nowMs - hourMs };
    expect(condition('soak', { stage: 'shadow', ...since }).metAtMs).toBe(nowMs + 23 * hourMs);
  });

  test('does not begin while the route is off', () => {
    expect(condition('soak', { stage: 'off' })).toMatchObject({ met: false, figure: null, metAtMs: null });
  });
});

describe('calm', () => {
  test('waits for the end of a cool-down', () => {
    expect(condition('calm', { coolDownUntilMs: nowMs + 90_000 })).toEqual({
      id: 'calm',
      met: false,
      figure: 90_000,
      limit: 0,
      unit: 'ms',
      words: 'No promotion now: it cools down after a rollback for 1 min 30 s more.',
      metAtMs: nowMs + 90_000,
    });
    expect(condition('calm', { coolDownUntilMs: nowMs }).met).toBe(true);
  });

  test('has a forecast for a freeze that ends, none for a stop button or a pause', () => {
    expect(condition('calm', { frozen: true }).metAtMs).toBeNull();
    expect(condition('calm', { frozen: true, frozenUntilMs: nowMs + 5 }).metAtMs).toBe(nowMs + 5);
    const both = { frozen: true, frozenUntilMs: nowMs + 5, coolDownUntilMs: nowMs + 9 };
    expect(condition('calm', both).metAtMs).toBe(nowMs + 9);
    expect(condition('calm', { ...both, paused: true })).toMatchObject({ metAtMs: null });
  });
});
