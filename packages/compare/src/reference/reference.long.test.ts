import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';

test('agrees with the reference on a million pairs', { timeout: 3_600_000 }, () => {
  expect(fuzz(1_000_000, (pairs) => pairs === 1_000_000)).toMatchObject({ pairs: 1_000_000, found: null });
});
