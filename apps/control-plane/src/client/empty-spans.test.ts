import { expect, test } from 'vitest';
import { emptySpans } from './empty-spans.ts';

const series = (...comparisons: number[]) =>
  comparisons.map((count, at) => ({ atMs: at * 10, comparisons: count }));

test('a time without comparisons reaches from the last point before it to the first one after', () => {
  expect(emptySpans(series(5, 0, 0, 5, 5))).toEqual([{ fromMs: 0, toMs: 30 }]);
  expect(emptySpans(series(0, 0, 5, 0, 5))).toEqual([
    { fromMs: 0, toMs: 20 },
    { fromMs: 20, toMs: 40 },
  ]);
});

test('the running step is not called empty, a longer silence at the end is', () => {
  expect(emptySpans(series(5, 5, 0))).toEqual([]);
  expect(emptySpans(series(5, 0, 0))).toEqual([{ fromMs: 0, toMs: 20 }]);
});
