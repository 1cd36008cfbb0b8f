import { comparisonsNeeded, evidenceHolds, upperBound } from './evidence.ts';

/** Pairs of timed answers of the same exchange, and those where the candidate took too much longer. */
export interface LatencyCounts {
  latencyPairs: number;
  latencyExceedances: number;
}

/** Whether the share of exceedances is proven below `limit`; with a limit of 0.01 a statement on the p99. */
export function latencyHolds(counts: LatencyCounts, limit: number, alpha: number): boolean {
  const evidence = { comparisons: counts.latencyPairs, mismatches: counts.latencyExceedances };
  return evidenceHolds(evidence, limit, alpha);
}

/** The always-valid upper bound on the share of exceedances. */
export function latencyUpperBound(counts: LatencyCounts, alpha: number): number {
  return upperBound(counts.latencyPairs, counts.latencyExceedances, alpha);
}

/** Pairs at which it would hold if no exceedance came on top. */
export function latencyPairsNeeded(exceedances: number, limit: number, alpha: number): number {
  return comparisonsNeeded(exceedances, limit, alpha);
}
