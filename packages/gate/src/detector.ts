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
   * Takes a tally, whose order within is not known, as one step: each of its observations may be where the fault began, and
   * all of them bear witness. The distance between false alarms holds as it does for single observations; to put the hits
   * first would break it, as a busy second of a healthy route has several.
   */
  observeTally(hits: number, misses: number): boolean {
    const statistics = this.#statistics;
    const observations = hits + misses;
    let sum = 0;
    for (let at = 0; at < statistics.length; at += 1) {
      const lnRatio = hits * Math.log(this.#onHit[at] ?? 1) + misses * Math.log(this.#onMiss[at] ?? 1);
      const next = ((statistics[at] ?? 0) + observations) * Math.exp(lnRatio);
      statistics[at] = observations === 0 ? (statistics[at] ?? 0) : Math.min(next, Number.MAX_VALUE);
      sum += statistics[at] ?? 0;
    }
    return sum >= this.#alarmSum;
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
    if (!this.fits(state)) {
      throw new RangeError(`a state of ${this.#statistics.length} figures of at least 0 was expected`);
    }
    this.#statistics.set(state);
  }

  /** Whether `restore` can take this state. */
  fits(state: readonly number[]): boolean {
    return state.length === this.#statistics.length && state.every((each) => each >= 0);
  }

  reset(): void {
    this.#statistics.fill(0);
  }
}
