import { disagreement } from './disagreement.ts';

/**
 * Compares generated pairs with the reference for so many seconds, from a seed on:
 * `node packages/compare/src/reference/fuzz.ts 600 1`. Ends with 1 where the two disagree or one throws.
 */
const [seconds = 60, firstSeed = 1] = process.argv.slice(2).map(Number);
const endMs = performance.now() + seconds * 1_000;
let seed = firstSeed;
let slowestMs = 0;
while (performance.now() < endMs) {
  const startMs = performance.now();
  const found = disagreement(seed);
  slowestMs = Math.max(slowestMs, performance.now() - startMs);
  if (found !== null) {
    console.error(found);
    process.exitCode = 1;
    break;
  }
  seed += 1;
}
console.log(`${seed - firstSeed} pairs from seed ${firstSeed}, the slowest in ${Math.round(slowestMs)} ms`);
