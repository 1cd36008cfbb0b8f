import { expect, test } from 'vitest';
import { retryDelayMs, slowRetryDelayMs } from './retry-delay.ts';

test('retries begin within 100 ms, double their bound and stop at 5 s', () => {
  const longest = [0, 1, 2, 5, 6, 50].map((attempt) => retryDelayMs(attempt, 0.999_999));
  expect(longest).toEqual([100, 200, 400, 3_200, 5_000, 5_000]);
  expect(retryDelayMs(9, 0)).toBe(0);
});

test('after a refusal retries are slow', () => {
  expect(slowRetryDelayMs(0)).toBeGreaterThanOrEqual(5_000);
  expect(slowRetryDelayMs(0.999)).toBeLessThanOrEqual(15_000);
});
