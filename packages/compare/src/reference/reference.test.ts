import fc from 'fast-check';
import { expect, test } from 'vitest';
import { disagreement } from './disagreement.ts';
import { fuzz } from './fuzz.ts';

test('agrees with the reference on 20,000 pairs, with and without rules', { timeout: 120_000 }, () => {
  expect(fuzz(0, (pairs) => pairs === 10_000)).toMatchObject({ pairs: 10_000, found: null });
  fc.assert(
    fc.property(fc.integer(), (seed) => disagreement(seed) === null),
    { numRuns: 10_000 },
  );
});
