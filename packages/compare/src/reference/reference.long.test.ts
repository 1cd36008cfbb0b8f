import { expect, test } from 'vitest';
import { disagreement } from './disagreement.ts';

test('agrees with the reference on a million pairs', { timeout: 3_600_000 }, () => {
  for (let seed = 1_000_000; seed < 2_000_000; seed += 1) {
    const found = disagreement(seed);
    if (found !== null) expect(found).toBeNull();
  }
});
