import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { targetsSchema } from './event.ts';
import { limits } from './limits.ts';
import { mergeTargets, TargetSketch, targetTotals } from './targets.ts';

/** Spreads small numbers over the space of hashes, as a hash would (Knuth's multiplicative method, in 52 bits). */
const hashOf = (n: number) => Number((BigInt(n + 1) * 2_654_435_761_011n * 1_099_511_628_211n) % 2n ** 52n);

function sketchOf(targets: readonly number[]): TargetSketch {
  const sketch = new TargetSketch();
  for (const target of targets) sketch.add(hashOf(target));
  return sketch;
}

const nothing = { smallest: [], frequent: [], missed: 0 };
const targets = fc.array(fc.nat({ max: 200 }), { maxLength: 400 });

describe('the targets of a route', () => {
  test('are counted exactly while they are fewer than the cap', () => {
    const taken = sketchOf([1, 2, 3, 2, 1, 1]).take();
    expect(targetTotals(taken ?? nothing)).toEqual({ distinct: 3, largestCountMax: 3 });
  });

  test('are estimated within a tenth above it, however many instances saw them', () => {
    const a = sketchOf(Array.from({ length: 30_000 }, (_, n) => n)).take() ?? nothing;
    const b = sketchOf(Array.from({ length: 30_000 }, (_, n) => n + 10_000)).take() ?? nothing;
    const { distinct } = targetTotals(mergeTargets(a, b));
    expect(distinct).toBeGreaterThan(36_000);
    expect(distinct).toBeLessThan(44_000);
  });

  test('are told once: a second take tells only of what came in between', () => {
    const sketch = sketchOf([1, 2]);
    sketch.take();
    expect(sketch.take()).toBeNull();
    sketch.add(hashOf(2));
    sketch.add(hashOf(3));
    expect(sketch.take()).toEqual({
      smallest: [hashOf(3)],
      frequent: [
        { target: hashOf(2), count: 1 },
        { target: hashOf(3), count: 1 },
      ],
      missed: 0,
    });
  });

  test('fit the wire however many there are', () => {
    const taken = sketchOf(Array.from({ length: 5_000 }, (_, n) => n)).take();
    expect(targetsSchema.safeParse(taken).success).toBe(true);
    const twice = mergeTargets(taken ?? nothing, sketchOf([9_000, 9_001]).take() ?? nothing);
    expect(targetsSchema.safeParse(twice).success).toBe(true);
  });

  test('the share of the most frequent is never told too low, and too high by at most one part in the counters', () => {
    fc.assert(
      fc.property(fc.array(targets, { maxLength: 6 }), (seconds) => {
        const merged = seconds
          .map((second) => sketchOf(second).take() ?? nothing)
          .reduce(mergeTargets, nothing);
        const all = seconds.flat();
        const counts = new Map<number, number>();
        for (const target of all) counts.set(target, (counts.get(target) ?? 0) + 1);
        const largest = Math.max(0, ...counts.values());
        const { largestCountMax, distinct } = targetTotals(merged);
        expect(largestCountMax).toBeGreaterThanOrEqual(largest);
        expect(largestCountMax).toBeLessThanOrEqual(largest + all.length / limits.frequentTargetsMax);
        expect(distinct).toBe(counts.size);
      }),
    );
  });
});
