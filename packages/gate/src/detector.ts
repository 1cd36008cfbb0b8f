import type { Policy } from './policy.ts';

export interface DetectorOptions {
  /** The rate up to which a route is healthy. */
  p0: number;
  /** The rates looked for, each above `p0`. */
  p1: readonly number[];
  /** Alarm when the mean of the statistics reaches it: the observations between false alarms, at least, on average. */
  alarmAt: number;
}

/** For mismatches of a route. */
export function mismatchDetectorOptions(policy: Policy): DetectorOptions {
  return { p0: policy.mismatchRateLimit, p1: policy.guardMismatchRates, alarmAt: policy.guardAlarmAt };
}

/** For exceedances of the overhead limit. */
export function latencyDetectorOptions(policy: Policy): DetectorOptions {
  return { p0: policy.latencyExceedanceLimit, p1: policy.guardLatencyRates, alarmAt: policy.guardAlarmAt };
}

/**
 * Shiryaev-Roberts mixture (Shin, Ramdas and Rinaldo: E-detectors). Each observation costs the same, however many came
 * before. As long as the rate is at most `p0` its alarms are at least `alarmAt` observations apart on average.
 */
export class Detector {
  readonly #onHit: Float64Array;
  readonly #onMiss: Float64Array;
  readonly #statistics: Float64Array;
  readonly #alarmSum: number;

  constructor(options: DetectorOptions) {
    const { p0, p1, alarmAt } = options;
    if (!(p0 > 0 && p0 < 1)) throw new RangeError(`p0 must be above 0 and below 1, not ${p0}`);
    if (p1.length === 0) throw new RangeError('a detector needs at least one rate to look for');
    for (const rate of p1) {
      if (!(rate > p0 && rate < 1))
        throw new RangeError(`p1 must be above p0 (${p0}) and below 1, not ${rate}`);
    }
    if (!(alarmAt > 1)) throw new RangeError(`alarmAt must be above 1, not ${alarmAt}`);
    this.#onHit = Float64Array.from(p1, (rate) => rate / p0);
    this.#onMiss = Float64Array.from(p1, (rate) => (1 - rate) / (1 - p0));
    this.#statistics = new Float64Array(p1.length);
    this.#alarmSum = alarmAt * p1.length;
  }

  /** Takes one observation; `hit` is a mismatch or an exceedance. True while the mean of the statistics is at least `alarmAt`. */
  observe(hit: boolean): boolean {
    const factors = hit ? this.#onHit : this.#onMiss;
    const statistics = this.#statistics;
    let sum = 0;
    for (let at = 0; at < statistics.length; at += 1) {
      const next = ((statistics[at] ?? 0) + 1) * (factors[at] ?? 1);
      statistics[at] = next;
      sum += next;
    }
    return sum >= this.#alarmSum;
  }

  /**
   * Takes a tally whose order within is not known: hits first, which never alarms later than the true order. True if
   * the alarm stood at any moment of it. Costs the same for any number of observations.
   */
  observeTally(hits: number, misses: number): boolean {
    const afterHits = this.#advance(this.#onHit, hits) >= this.#alarmSum;
    const afterMisses = this.#advance(this.#onMiss, misses) >= this.#alarmSum;
    return afterHits || afterMisses;
  }

  /** R after m equal observations of factor f: R f^m + f (f^m - 1) / (f - 1). */
  #advance(factors: Float64Array, times: number): number {
    const statistics = this.#statistics;
    let sum = 0;
    for (let at = 0; at < statistics.length; at += 1) {
      const factor = factors[at] ?? 1;
      const power = factor ** times;
      const grown = (factor * Math.expm1(times * Math.log(factor))) / (factor - 1);
      const before = statistics[at] ?? 0;
      // The product of nothing and an overflow is no number; what overflows is kept where it can still fall.
      const next = Math.min((before === 0 ? 0 : before * power) + grown, Number.MAX_VALUE);
      statistics[at] = next;
      sum += next;
    }
    return sum;
  }

  /** Mean of the statistics; alarm when it reaches `alarmAt`. */
  get evidence(): number {
    return this.#statistics.reduce((sum, each) => sum + each, 0) / this.#statistics.length;
  }

  /** The statistics as they stand, to carry them over a restart. */
  get state(): number[] {
    return Array.from(this.#statistics);
  }

  /** Goes on from a `state` of a detector with the same rates. */
  restore(state: readonly number[]): void {
    if (state.length !== this.#statistics.length || !state.every((each) => each >= 0)) {
      throw new RangeError(`a state of ${this.#statistics.length} figures of at least 0 was expected`);
    }
    this.#statistics.set(state);
  }

  reset(): void {
    this.#statistics.fill(0);
  }
}
