import { test } from 'vitest';
import { checkDetection } from '../testing/check-detection.ts';

test(
  'a fault at 10 % in a live route is rolled back within 160 comparisons',
  () => checkDetection({ faultRate: 0.1, seed: 1, comparisonsMax: 160 }),
  300_000,
);

test(
  'a fault at 1 % in a live route is rolled back within 2,000 comparisons',
  () => checkDetection({ faultRate: 0.01, seed: 1, comparisonsMax: 2_000 }),
  300_000,
);
