import { LatencySketch } from '@delta-guard/protocol';
import { describe, expect, test } from 'vitest';
import { tally } from '../testing/spool-events.ts';
import { mergeTallies } from './merge-tallies.ts';

describe('merging tallies', () => {
  test('adds every count, per reason, signature and rule, and merges sketches', () => {
    const sketch = (...values: number[]) => {
      const made = new LatencySketch();
      for (const value of values) made.add(value);
      return made.encode();
    };
    const signature = { place: 'body', path: '$.a', kind: 'value', why: null } as const;
    const ruleId = '00000000-0000-4000-8000-0000000000ff';
    const first = tally(1, {
      signatures: [{ signature, count: 2 }],
      ruleHits: [{ ruleId, count: 1 }],
      notCompared: { tooLarge: 1, budget: 2 },
      keyed: 2,
      unfinished: [{ signature, count: 1 }],
      overheadMs: sketch(-3),
      legacyMs: sketch(5),
    });
    const second = tally(2, {
      signatures: [{ signature, count: 3 }],
      ruleHits: [{ ruleId, count: 4 }],
      notCompared: { budget: 1, raced: 1 },
      unfinished: [{ signature, count: 2 }],
      overheadMs: sketch(4),
    });
    const merged = mergeTallies(first, second);
    expect(merged).toMatchObject({
      second: 2,
      requests: 6,
      keyed: 2,
      matches: 4,
      mismatches: 2,
      notCompared: { tooLarge: 1, budget: 3, raced: 1 },
      signatures: [{ signature, count: 5 }],
      unfinished: [{ signature, count: 3 }],
      ruleHits: [{ ruleId, count: 5 }],
      legacyMs: sketch(5),
    });
    expect(merged.overheadMs).toEqual(sketch(-3, 4));
  });
});
