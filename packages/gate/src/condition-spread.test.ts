import { describe, expect, test } from 'vitest';
import { condition, hourMs, nowMs } from './testing/good-route.ts';

describe('spread', () => {
  test('that is not measured is not met, and says so', () => {
    for (const name of ['hoursWithComparisons', 'distinctTargets', 'largestTargetShare'] as const) {
      const missing = condition('spread', { [name]: undefined });
      expect(missing).toMatchObject({ met: false, figure: null, metAtMs: null });
      expect(missing.words).toContain('not measured yet');
    }
  });

  test('wants hours, then targets, then no target above its share', () => {
    const few = { hoursWithComparisons: 18, distinctTargets: 10, largestTargetShare: 0.5 };
    expect(condition('spread', few)).toMatchObject({
      figure: 18,
      limit: 20,
      unit: 'count',
      metAtMs: null,
    });
    expect(condition('spread', { hoursWithComparisons: 18 }).metAtMs).toBe(nowMs + 2 * hourMs);
    expect(condition('spread', { ...few, hoursWithComparisons: 20 })).toMatchObject({
      figure: 10,
      limit: 1_000,
    });
    expect(condition('spread', { largestTargetShare: 0.5 })).toMatchObject({
      figure: 0.5,
      limit: 0.2,
      unit: 'fraction',
    });
    expect(condition('spread', { largestTargetShare: 0.2, distinctTargets: 1_000 }).met).toBe(true);
  });

  test('asks for hours only where the template has no parameters', () => {
    const plain = { templateHasParameters: false, distinctTargets: undefined, largestTargetShare: undefined };
    expect(condition('spread', plain)).toMatchObject({
      met: true,
      words: 'Comparisons in 24 of the last 24 hours.',
    });
  });
});
