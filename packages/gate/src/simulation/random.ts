/** Chance as an argument: numbers from 0 up to 1. */
export type Random = () => number;

/** The same sequence for the same seed on every machine (the sfc32 generator). */
export function seededRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let at = 0; at < 16; at += 1) next();
  return next;
}

/** Matches before the next mismatch, where each exchange mismatches with probability `rate`. */
export function matchesBefore(rate: number, random: Random): number {
  return rate >= 1 ? 0 : Math.floor(Math.log1p(-random()) / Math.log1p(-rate));
}
