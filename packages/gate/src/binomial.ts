const lnRootTwoPi = 0.5 * Math.log(2 * Math.PI);

/** ln n! less Stirling's formula: what makes probabilities of large n exact, where ln gamma would cancel. */
function stirlingError(n: number): number {
  if (n < 16) {
    let factorial = 1;
    for (let factor = 2; factor <= n; factor += 1) factorial *= factor;
    return n === 0 ? 0 : Math.log(factorial) - (n + 0.5) * Math.log(n) + n - lnRootTwoPi;
  }
  const square = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n;
}

/** x ln(x/mean) + mean - x without cancellation (Loader, 2000). */
function deviance(x: number, mean: number): number {
  const gap = x - mean;
  if (Math.abs(gap) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - gap;
  const v = gap / (x + mean);
  let sum = gap * v;
  let term = 2 * x * v;
  for (let odd = 3; odd < 1_000; odd += 2) {
    term *= v * v;
    const next = sum + term / odd;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** P(exactly `hits` of `trials`), each with probability `rate`. */
export function binomialPmf(hits: number, trials: number, rate: number): number {
  if (hits < 0 || hits > trials) return 0;
  if (rate <= 0) return hits === 0 ? 1 : 0;
  if (rate >= 1) return hits === trials ? 1 : 0;
  if (hits === 0) return Math.exp(trials * Math.log1p(-rate));
  if (hits === trials) return Math.exp(trials * Math.log(rate));
  const misses = trials - hits;
  const ln =
    stirlingError(trials) -
    stirlingError(hits) -
    stirlingError(misses) -
    deviance(hits, trials * rate) -
    deviance(misses, trials * (1 - rate));
  return Math.exp(ln) * Math.sqrt(trials / (2 * Math.PI * hits * misses));
}

/** P(at least `hits` of `trials`): the incomplete beta function I_rate(hits, trials - hits + 1). */
export function binomialAtLeast(hits: number, trials: number, rate: number): number {
  if (hits <= 0) return 1;
  if (hits > trials) return 0;
  return isBeyondMode(hits, trials, rate)
    ? upperTail(hits, trials, rate)
    : 1 - lowerTail(hits - 1, trials, rate);
}

/** P(at most `hits` of `trials`), as accurate where it is tiny. */
export function binomialAtMost(hits: number, trials: number, rate: number): number {
  if (hits < 0) return 0;
  if (hits >= trials) return 1;
  return isBeyondMode(hits + 1, trials, rate)
    ? 1 - upperTail(hits + 1, trials, rate)
    : lowerTail(hits, trials, rate);
}

/** Beyond the mode the terms fall outwards, so that each tail is summed from its largest term on. */
function isBeyondMode(hits: number, trials: number, rate: number): boolean {
  return hits > (trials + 1) * rate;
}

/** A few times the root of `trials` terms at most: those left out are too small to change the sum. */
function upperTail(hits: number, trials: number, rate: number): number {
  const odds = rate / (1 - rate);
  let sum = 1;
  let term = 1;
  for (let at = hits; at < trials && term > sum * 1e-18; at += 1) {
    term *= ((trials - at) / (at + 1)) * odds;
    sum += term;
  }
  return Math.min(1, binomialPmf(hits, trials, rate) * sum);
}

function lowerTail(hits: number, trials: number, rate: number): number {
  const odds = (1 - rate) / rate;
  let sum = 1;
  let term = 1;
  for (let at = hits; at > 0 && term > sum * 1e-18; at -= 1) {
    term *= (at / (trials - at + 1)) * odds;
    sum += term;
  }
  return Math.min(1, binomialPmf(hits, trials, rate) * sum);
}
