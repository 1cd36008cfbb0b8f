import { expect, test } from 'vitest';
import { kernelDisagreement } from '../reference/damaged-pair.ts';
import { kernelOutcome } from '../reference/kernel-text.ts';
import { makeKernels } from './kernels.ts';

test('this runtime has vectors, so that kernels are what is tested here', () => {
  expect(makeKernels(1_024)).not.toBeNull();
});

test('a kernel takes no text that is not JSON, and nearly all that is', { timeout: 120_000 }, () => {
  const counts = { refused: 0, read: 0, odd: 0 };
  for (let seed = 0; seed < 60_000; seed += 1) {
    const { outcome, shown } = kernelOutcome(seed);
    if (outcome === 'wrong') throw new Error(`seed ${seed}: ${shown}`);
    counts[outcome] += 1;
  }
  expect(counts.refused).toBeGreaterThan(20_000);
  expect(counts.read).toBeGreaterThan(10_000);
  // Blanks between tokens and exponents: plain code reads them.
  expect(counts.odd).toBeLessThan(100);
});

test('damaged texts are compared by kernels as without them', { timeout: 120_000 }, () => {
  for (let seed = 0; seed < 4_000; seed += 1) expect(kernelDisagreement(seed)).toBeNull();
});
