import fc from 'fast-check';
import { expect, test } from 'vitest';
import { disagreement } from './disagreement.ts';

test('agrees with the reference on 20,000 pairs, with and without rules', { timeout: 120_000 }, () => {
  for (let seed = 0; seed < 10_000; seed += 1)
    if (disagreement(seed) !== null) expect(disagreement(seed)).toBeNull();
  fc.assert(
    fc.property(fc.integer(), (seed) => disagreement(seed) === null),
    { numRuns: 10_000 },
  );
});
