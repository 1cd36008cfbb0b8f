import { LatencySketch } from '@delta-guard/protocol';
import { expect, test } from 'vitest';
import { Histogram } from './histogram.ts';

function sketch(...valuesMs: number[]) {
  const made = new LatencySketch();
  for (const valueMs of valuesMs) made.add(valueMs);
  return made.encode();
}

test('a histogram counts what sketches hold by upper bound, below zero too', () => {
  const histogram = new Histogram([-1, 0, 10, 100]);
  histogram.add(sketch(-5, 0, 3, 50));
  histogram.add(sketch(5_000));
  histogram.add(null);
  expect(histogram.cumulative).toEqual([1, 2, 3, 4, 5]);
  expect(histogram.sumMs).toBeGreaterThan(5_048 * 0.99);
  expect(histogram.sumMs).toBeLessThan(5_048 * 1.01);
});
