import { DDSketch } from '@datadog/sketches-js';
import { describe, expect, it } from 'vitest';
import { MergedSketch } from './quantiles.ts';

function sketchOf(values: readonly number[], relativeAccuracy = 0.01): Uint8Array {
  const sketch = new DDSketch({ relativeAccuracy });
  for (const value of values) sketch.accept(value);
  return sketch.toProto();
}

function merge(...sketches: (Uint8Array | null)[]): MergedSketch {
  const merged = new MergedSketch();
  for (const sketch of sketches) merged.add(sketch);
  return merged;
}

/** Values from -6 to 14 in even steps, and some zeros. */
const values = Array.from({ length: 2_001 }, (_, index) => index / 100 - 6);

describe('merged sketches', () => {
  it('give the quantiles of the library for one sketch', () => {
    const library = DDSketch.fromProto(sketchOf(values));
    for (const quantile of [0, 0.01, 0.25, 0.3, 0.5, 0.75, 0.99, 1]) {
      const [ours] = merge(sketchOf(values)).at(quantile);
      expect(ours).toBeCloseTo(library.getValueAtQuantile(quantile), 9);
    }
  });

  it('give for all parts together what they give for the whole, negative values and zeros included', () => {
    const parts = [values.slice(0, 100), values.slice(100, 1_300), values.slice(1_300)];
    const merged = merge(...parts.map((part) => sketchOf(part)), null, sketchOf([]));
    expect(merged.at(0, 0.1, 0.5, 0.99)).toEqual(merge(sketchOf(values)).at(0, 0.1, 0.5, 0.99));
    const [low, middle, high] = merged.at(0, 0.5, 1);
    expect(Math.abs((low ?? 0) + 6)).toBeLessThan(0.07);
    expect(Math.abs((middle ?? 0) - 4)).toBeLessThan(0.05);
    expect(Math.abs((high ?? 0) - 14)).toBeLessThan(0.15);
  });

  it('are nothing where nothing was added', () => {
    expect(merge().at(0.5, 0.99)).toEqual([null, null]);
    expect(merge(sketchOf([])).at(0.5)).toEqual([null]);
  });

  it('leave out what is no sketch, cut off, or of another accuracy', () => {
    const whole = sketchOf(values);
    const merged = merge(whole, new Uint8Array([255, 255, 1]), whole.slice(0, 40), sketchOf([1e6], 0.05));
    expect(merged.at(0.99)).toEqual(merge(whole).at(0.99));
  });
});
