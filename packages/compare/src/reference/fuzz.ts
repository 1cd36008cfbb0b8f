import { disagreement } from './disagreement.ts';

export interface FuzzRun {
  pairs: number;
  slowestMs: number;
  /** What the engine and the reference said differently, null where they never did. */
  found: string | null;
}

/** Compares generated pairs with the reference, from a seed on, until `isEnough` says so or the two disagree. */
export function fuzz(firstSeed: number, isEnough: (pairs: number) => boolean): FuzzRun {
  let slowestMs = 0;
  for (let pairs = 0; !isEnough(pairs); pairs += 1) {
    const startMs = performance.now();
    const found = disagreement(firstSeed + pairs);
    slowestMs = Math.max(slowestMs, performance.now() - startMs);
    if (found !== null) return { pairs: pairs + 1, slowestMs, found };
    if (isEnough(pairs + 1)) return { pairs: pairs + 1, slowestMs, found: null };
  }
  return { pairs: 0, slowestMs, found: null };
}

/** From the command line: for how many seconds, and from which seed on. Ends with 1 where something was found. */
if (import.meta.main) {
  const [seconds = 60, firstSeed = 1] = process.argv.slice(2).map(Number);
  const endMs = performance.now() + seconds * 1_000;
  const { pairs, slowestMs, found } = fuzz(firstSeed, () => performance.now() >= endMs);
  console.log(`${pairs} pairs from seed ${firstSeed}, the slowest in ${Math.round(slowestMs)} ms`);
  if (found !== null) {
    console.error(found);
    process.exitCode = 1;
  }
}
