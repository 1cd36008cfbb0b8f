import { describe, expect, test } from 'vitest';
import { presetPolicies } from './policy-presets.ts';
import { condition, nowMs } from './testing/good-route.ts';

describe('window', () => {
  test('is not below the limit with exactly as many mismatches as the limit', () => {
    expect(condition('window', { window: { comparisons: 10_000, mismatches: 1 } })).toMatchObject({
      met: false,
      figure: 1e-4,
      limit: 1e-4,
      words:
        '1 mismatch in the last 10,000 comparisons: 0.01 %, not below 0.01 %; they leave the window as new comparisons come.',
    });
    expect(
      condition('window', { policy: presetPolicies.trial, window: { comparisons: 200, mismatches: 2 } }).met,
    ).toBe(false);
    expect(
      condition('window', { policy: presetPolicies.trial, window: { comparisons: 200, mismatches: 1 } }).met,
    ).toBe(true);
  });

  test('of a fleet holds whole seconds, and says so where these are more than it asks for', () => {
    const { words } = condition('window', { window: { comparisons: 10_003, mismatches: 0 } });
    expect(words).toBe(
      '0 mismatches in the last 10,003 comparisons (whole seconds that hold at least 10,000): 0 %, below 0.01 %.',
    );
  });

  test('tells how far it is filled and when it will be full', () => {
    expect(condition('window', { window: { comparisons: 4_000, mismatches: 0 } })).toEqual({
      id: 'window',
      met: false,
      figure: 4_000,
      limit: 10_000,
      unit: 'count',
      words: 'The window holds 4,000 of the 10,000 comparisons it needs, with 0 mismatches so far.',
      metAtMs: nowMs + 600_000,
    });
  });

  test('has no forecast while it fills with too many mismatches, or without traffic', () => {
    expect(condition('window', { window: { comparisons: 4_000, mismatches: 1 } }).metAtMs).toBeNull();
    const quiet = { window: { comparisons: 0, mismatches: 0 }, comparisonsPerSecond: 0 };
    expect(condition('window', quiet)).toMatchObject({ met: false, figure: 0, metAtMs: null });
  });
});
