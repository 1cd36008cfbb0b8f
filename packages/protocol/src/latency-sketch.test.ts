import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LatencySketch, latencySketchSchema, mergeSketches } from './latency-sketch.ts';

const values = fc.array(fc.double({ min: -1e5, max: 1e5, noNaN: true }), { minLength: 1, maxLength: 200 });

function sketchOf(list: readonly number[]): LatencySketch {
  const sketch = new LatencySketch();
  for (const value of list) sketch.add(value);
  return sketch;
}

function exact(list: readonly number[], share: number): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}

describe('a sketch', () => {
  test('gives quantiles within 1 % of the exact ones, below zero too', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(0, 0.1, 0.5, 0.9, 0.99, 1), (list, share) => {
        const [found] = sketchOf(list).quantiles(share);
        const wanted = exact(list, share);
        expect(Math.abs((found ?? Number.NaN) - wanted)).toBeLessThanOrEqual(Math.abs(wanted) * 0.01 + 1e-3);
      }),
    );
  });

  test('of parts, merged, is the sketch of the whole', () => {
    fc.assert(
      fc.property(values, values, (first, second) => {
        const parts = mergeSketches(sketchOf(first).encode(), sketchOf(second).encode());
        const merged = new LatencySketch();
        if (parts) merged.merge(parts);
        const shares = [0, 0.25, 0.5, 0.75, 0.99, 1];
        expect(merged.quantiles(...shares)).toEqual(sketchOf([...first, ...second]).quantiles(...shares));
      }),
    );
  });

  test('of anything a clock can give is taken by its own schema', () => {
    const odd = [0, -0, 1e-9, 1e300, -1e300, Number.POSITIVE_INFINITY, Number.NaN, 0.001, -0.001];
    const encoded: unknown = JSON.parse(JSON.stringify(sketchOf(odd).encode()));
    expect(latencySketchSchema.safeParse(encoded).success).toBe(true);
  });

  test('of a second of like durations is small on the wire', () => {
    const second = Array.from({ length: 1_000 }, (_, at) => 2 + (at % 7) / 10);
    expect(JSON.stringify(sketchOf(second).encode()).length).toBeLessThan(300);
  });

  test('of nothing is nothing', () => {
    expect(sketchOf([]).encode()).toBeNull();
    expect(sketchOf([]).quantiles(0.5)).toEqual([null]);
    expect(mergeSketches(null, null)).toBeNull();
  });
});
