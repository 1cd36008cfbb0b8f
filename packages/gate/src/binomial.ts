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
  return isUpperTail(hits, trials, rate)
    ? upperTail(hits, trials, rate)
    : 1 - lowerTail(hits - 1, trials, rate);
}

/** P(at most `hits` of `trials`), as accurate where it is tiny. */
export function binomialAtMost(hits: number, trials: number, rate: number): number {
  if (hits < 0) return 0;
  if (hits >= trials) return 1;
  return isUpperTail(hits + 1, trials, rate)
    ? 1 - upperTail(hits + 1, trials, rate)
    : lowerTail(hits, trials, rate);
}

/** On which side of the bulk it lies: each fraction converges fast on its own side only. */
function isUpperTail(hits: number, trials: number, rate: number): boolean {
  return rate * (trials + 3) <= hits + 1;
}

function upperTail(hits: number, trials: number, rate: number): number {
  return binomialPmf(hits, trials, rate) * (1 - rate) * betaFraction(rate, hits, trials - hits + 1);
}

function lowerTail(hits: number, trials: number, rate: number): number {
  return binomialPmf(hits, trials, rate) * rate * betaFraction(1 - rate, trials - hits, hits + 1);
}

/** Continued fraction of the incomplete beta function by Lentz's method; a few times the root of a + b steps. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 1_000_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return fraction;
}
