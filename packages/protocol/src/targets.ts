import type { Targets } from './event.ts';
import { limits } from './limits.ts';

type Frequent = Targets['frequent'];

const hashSpace = 2 ** 52;

/**
 * The targets of one route on one instance: how many distinct ones there were and which were frequent, in bounded memory.
 * Only what was not told before leaves it, so that an idle second costs the wire nothing.
 */
export class TargetSketch {
  /** The smallest hashes seen so far, told or not (k minimum values: Bar-Yossef et al., 2002). */
  readonly #smallest = new SmallestHashes();
  #untold: number[] = [];
  #counts = new Map<number, number>();
  #missed = 0;

  add(target: number): void {
    if (this.#smallest.add(target)) this.#untold.push(target);
    this.#count(target);
  }

  /** What came since the last call; null where nothing did. */
  take(): Targets | null {
    if (this.#counts.size === 0 && this.#missed === 0) return null;
    const smallest = this.#untold.filter((target) => this.#smallest.has(target));
    const frequent = [...this.#counts].map(([target, count]) => ({ target, count }));
    const taken = { smallest, frequent, missed: this.#missed };
    this.#untold = [];
    this.#counts = new Map();
    this.#missed = 0;
    return taken;
  }

  /** Misra and Gries, 1982: where all counters are taken, each gives one up. */
  #count(target: number): void {
    const known = this.#counts.get(target);
    if (known !== undefined || this.#counts.size < limits.frequentTargetsMax) {
      this.#counts.set(target, (known ?? 0) + 1);
      return;
    }
    this.#missed += 1;
    for (const [each, count] of this.#counts) {
      if (count === 1) this.#counts.delete(each);
      else this.#counts.set(each, count - 1);
    }
  }
}

/** The `limits.distinctTargetsMax` smallest of the hashes given. */
class SmallestHashes {
  readonly #kept = new Set<number>();
  #largest = -1;

  has(hash: number): boolean {
    return this.#kept.has(hash);
  }

  /** True where the hash is new and among the smallest. */
  add(hash: number): boolean {
    if (this.#kept.has(hash)) return false;
    if (this.#kept.size === limits.distinctTargetsMax) {
      if (hash >= this.#largest) return false;
      this.#kept.delete(this.#largest);
      this.#kept.add(hash);
      this.#largest = -1;
      for (const each of this.#kept) if (each > this.#largest) this.#largest = each;
      return true;
    }
    this.#kept.add(hash);
    if (hash > this.#largest) this.#largest = hash;
    return true;
  }
}

export interface TargetTotals {
  /** Exact up to `limits.distinctTargetsMax`, an estimate of about 3 % standard error above. */
  distinct: number;
  /** The most that the most frequent target can have had. */
  largestCountMax: number;
}

/** Adds two reports, of any seconds and instances of one route. Cuts to the caps of the wire, losing no bound. */
export function mergeTargets(a: Targets, b: Targets): Targets {
  return mergeAllTargets([a, b]);
}

/** The same for any number of reports at once, in less time than two by two. */
export function mergeAllTargets(reports: readonly Targets[]): Targets {
  const counts = new Map<number, number>();
  const hashes = new Set<number>();
  let missed = 0;
  for (const report of reports) {
    for (const { target, count } of report.frequent) counts.set(target, (counts.get(target) ?? 0) + count);
    for (const hash of report.smallest) hashes.add(hash);
    missed += report.missed;
  }
  const frequent = [...counts].map(([target, count]) => ({ target, count }));
  frequent.sort((one, other) => other.count - one.count);
  const cut = cutFrequent(frequent);
  // Doubles, which a typed array sorts without a comparator.
  const smallest = Float64Array.from(hashes).sort().subarray(0, limits.distinctTargetsMax);
  return { smallest: [...smallest], frequent: cut.frequent, missed: missed + cut.missed };
}

/** Agarwal et al., "Mergeable summaries", 2012: all give up what the first that has no counter had. */
function cutFrequent(frequent: Frequent): { frequent: Frequent; missed: number } {
  const missed = frequent[limits.frequentTargetsMax]?.count ?? 0;
  if (missed === 0) return { frequent, missed };
  const kept = frequent
    .slice(0, limits.frequentTargetsMax)
    .map(({ target, count }) => ({ target, count: count - missed }))
    .filter(({ count }) => count > 0);
  return { frequent: kept, missed };
}

/** What merged reports say about all the targets that they counted. */
export function targetTotals(targets: Targets): TargetTotals {
  const { smallest, frequent, missed } = targets;
  const most = frequent.reduce((largest, { count }) => Math.max(largest, count), 0);
  return { distinct: distinctOf(smallest), largestCountMax: most + missed };
}

function distinctOf(smallest: readonly number[]): number {
  const k = limits.distinctTargetsMax;
  if (smallest.length < k) return smallest.length;
  const largest = smallest.reduce((most, hash) => Math.max(most, hash), 0);
  return Math.round((k - 1) / ((largest + 1) / hashSpace));
}
