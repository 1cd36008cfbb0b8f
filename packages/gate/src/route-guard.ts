import { Breaker, type BreakerOptions } from './breaker.ts';
import { Detector, type DetectorOptions } from './detector.ts';
import { countInWords, percentInWords, plural } from './figures-in-words.ts';

/** What the guard of a route looks for; null where it is switched off. The same shape as on the wire. */
export interface GuardOptions {
  mismatch: DetectorOptions | null;
  latency: DetectorOptions | null;
  breaker: BreakerOptions | null;
}

export type GuardTrigger = 'mismatch' | 'latency' | 'breaker';

/** What one exchange says about the candidate. */
export interface GuardObservation {
  /** Null where the exchange was not compared. */
  verdict: 'match' | 'mismatch' | null;
  /** Whether the candidate took longer than the legacy by more than the limit, failed or never came; null where it was not timed. */
  exceeded: boolean | null;
  /** Whether the candidate failed; null where that cannot be told, as when it was not called or the legacy failed too. */
  failed: boolean | null;
  /** Address of the client: one client's bad request is no outage. */
  client: string;
}

/** What one second says, of one instance or of all: part of a tally. */
export interface GuardTally {
  matches: number;
  mismatches: number;
  latencyPairs: number;
  latencyExceedances: number;
}

export interface GuardAlarm {
  trigger: GuardTrigger;
  /** What was seen since the guard began: comparisons, timed pairs, or answers and failures of the candidate. */
  observations: number;
  /** Of those: mismatches, exceedances, or the failures in a row. */
  hits: number;
  /** The detector's statistic, or the failures in a row: at least `limit`, and finite. */
  evidence: number;
  /** The figure at which it alarms. */
  limit: number;
  /** Why, in one sentence for an operator. */
  words: string;
}

/** Where a guard stands, as plain JSON. The breaker is left out: it holds client addresses, and a few requests fill it again. */
export interface GuardState {
  mismatch: WatchState | null;
  latency: WatchState | null;
}

/**
 * The guard of one route version and epoch: an instance runs one on its own exchanges, the control plane one on the
 * tallies of all. A new route version and a new epoch (build, rules, policy, rollback) each begin a new guard, so that
 * nothing seen under another stage or build bears witness. Feed it only where the candidate answers clients, with
 * exchanges planned under its own version. O(1) in time and memory per observation.
 */
export class RouteGuard {
  readonly #mismatch: Watch | null;
  readonly #latency: Watch | null;
  readonly #breaker: Breaker | null;
  #candidateCalls = 0;
  #alarm: GuardAlarm | null = null;

  /** Throws a RangeError where a detector or the breaker could not work with its options. */
  constructor(options: GuardOptions) {
    this.#mismatch = options.mismatch && new Watch('mismatch', options.mismatch);
    this.#latency = options.latency && new Watch('latency', options.latency);
    this.#breaker = options.breaker && new Breaker(options.breaker);
  }

  /**
   * Takes one exchange. Once it has alarmed it says the same alarm each time, the very same object, and learns nothing
   * more: a roll back that could not be written down is so asked for again.
   */
  observe(observation: GuardObservation): GuardAlarm | null {
    if (this.#alarm !== null) return this.#alarm;
    const { verdict, exceeded, failed } = observation;
    if (this.#mismatch !== null && verdict !== null && this.#mismatch.observe(verdict === 'mismatch')) {
      return this.#raise(this.#mismatch.alarm());
    }
    if (this.#latency !== null && exceeded !== null && this.#latency.observe(exceeded)) {
      return this.#raise(this.#latency.alarm());
    }
    if (this.#breaker !== null && failed !== null) {
      this.#candidateCalls += 1;
      if (this.#breaker.observe(failed, observation.client)) return this.#raise(this.#breakerAlarm());
    }
    return null;
  }

  /** Takes a tally in one step. The breaker learns nothing from it: neither order nor clients are in a tally, and failures are mismatches. */
  observeTally(tally: GuardTally): GuardAlarm | null {
    if (this.#alarm !== null) return this.#alarm;
    const { mismatches, matches, latencyExceedances, latencyPairs } = tally;
    if (this.#mismatch?.observeTally(mismatches, matches)) return this.#raise(this.#mismatch.alarm());
    if (this.#latency?.observeTally(latencyExceedances, latencyPairs - latencyExceedances)) {
      return this.#raise(this.#latency.alarm());
    }
    return null;
  }

  /** The alarm that it raised, if it did. */
  get alarm(): GuardAlarm | null {
    return this.#alarm;
  }

  /** To carry it over a restart, together with the route version and epoch it belongs to. */
  get state(): GuardState {
    return { mismatch: this.#mismatch?.state ?? null, latency: this.#latency?.state ?? null };
  }

  /** Goes on from a `state`. What fits no detector of this guard, or is no state at all, is left out: that detector begins anew. */
  restore(state: GuardState): void {
    if (this.#mismatch !== null && state.mismatch !== null) this.#mismatch.restore(state.mismatch);
    if (this.#latency !== null && state.latency !== null) this.#latency.restore(state.latency);
  }

  #raise(alarm: GuardAlarm): GuardAlarm {
    this.#alarm = alarm;
    return alarm;
  }

  #breakerAlarm(): GuardAlarm {
    const failures = this.#breaker?.failuresInARow ?? 0;
    const { failures: limit, clientsMin } = this.#breaker?.options ?? { failures: 0, clientsMin: 0 };
    const clients = plural(clientsMin, 'client address', 'client addresses');
    return {
      trigger: 'breaker',
      observations: this.#candidateCalls,
      hits: failures,
      evidence: failures,
      limit,
      words: `The candidate failed ${countInWords(failures)} times in a row, from at least ${clients}.`,
    };
  }
}

interface WatchState {
  observations: number;
  hits: number;
  /** One for each rate looked for. */
  statistics: number[];
}

const watchWords = {
  mismatch: { one: 'mismatch', many: 'mismatches', of: 'comparisons' },
  latency: { one: 'exceedance', many: 'exceedances', of: 'timed pairs' },
} as const;

/** A detector with what it has seen, for the words of its alarm. */
class Watch {
  readonly #trigger: 'mismatch' | 'latency';
  readonly #options: DetectorOptions;
  readonly #detector: Detector;
  #observations = 0;
  #hits = 0;

  constructor(trigger: 'mismatch' | 'latency', options: DetectorOptions) {
    this.#trigger = trigger;
    this.#options = options;
    this.#detector = new Detector(options);
  }

  observe(hit: boolean): boolean {
    this.#observations += 1;
    if (hit) this.#hits += 1;
    return this.#detector.observe(hit);
  }

  observeTally(hits: number, misses: number): boolean {
    this.#observations += hits + misses;
    this.#hits += hits;
    return this.#detector.observeTally(hits, misses);
  }

  alarm(): GuardAlarm {
    const { p0, alarmAt } = this.#options;
    const { one, many, of } = watchWords[this.#trigger];
    const seen = `${plural(this.#hits, one, many)} in ${countInWords(this.#observations)} ${of}`;
    const often = `at most once in ${countInWords(alarmAt)} ${of} on average`;
    return {
      trigger: this.#trigger,
      observations: this.#observations,
      hits: this.#hits,
      evidence: Math.min(this.#detector.evidence, Number.MAX_VALUE),
      limit: alarmAt,
      words: `${seen}, too close together: a route at its limit of ${percentInWords(p0)} alarms ${often}.`,
    };
  }

  get state(): WatchState {
    return { observations: this.#observations, hits: this.#hits, statistics: this.#detector.state };
  }

  restore({ observations, hits, statistics }: WatchState): void {
    if (!this.#detector.fits(statistics) || !(hits >= 0 && observations >= hits)) return;
    this.#detector.restore(statistics);
    this.#observations = observations;
    this.#hits = hits;
  }
}
