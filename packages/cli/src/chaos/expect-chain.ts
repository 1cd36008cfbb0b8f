import { expect } from 'vitest';
import type { ChainResult } from './run-chain.ts';

/** One line about a run, for whoever reads the output of a test. */
export function chainLine({ load, rate, ...rest }: ChainResult): string {
  const { sent, good, wrong, broken } = load;
  return JSON.stringify({ sent, good, wrong: wrong.length, broken: broken.length, rate, ...rest });
}

/** The database's totals are the clients' own count to the last request, and nothing is there twice. */
export function expectExact(result: ChainResult): void {
  const { load, signed, stored, tallied, expectedMismatches } = result;
  expect(load.wrong).toEqual([]);
  expect(load.broken).toEqual([]);
  expect(stored).toMatchObject({ requests: load.sent, eligible: load.sent });
  // On a machine that is too slow for the candidate it misses its deadline: a mismatch that is known by its signature.
  expect(signed.answered + signed.failed).toBe(stored.mismatches);
  expect(signed.answered).toBeLessThanOrEqual(expectedMismatches);
  expect(stored.mismatches + stored.notCompared).toBeGreaterThanOrEqual(expectedMismatches);
  expect(tallied).toEqual({
    requests: load.sent,
    matches: stored.comparisons - stored.mismatches,
    mismatches: stored.mismatches,
  });
  expectDeltasOnce(result);
  expect(result.gaps).toEqual([]);
}

/** What killed proxies took along is told, is no more than P8 allows, and nothing is there that was not asked. */
export function expectBounded(result: ChainResult): void {
  const { load, stored, tallied } = result;
  expect(load.wrong).toEqual([]);
  expect(stored.eligible).toBeLessThanOrEqual(load.sent);
  expect(tallied.requests).toBe(stored.requests);
  expect(load.good - stored.eligible).toBeLessThanOrEqual(result.atStake);
  expectDeltasOnce(result);
  expectUncleanStops(result);
}

/** Each kill of a proxy is told, closes coverage and stands on the page of the routes; and there is no other gap. */
function expectUncleanStops({ gaps, kills, killedProxies, shownGaps }: ChainResult): void {
  const unclean = gaps.filter(
    ({ reason, closesCoverage }) => reason.includes('was killed') && closesCoverage,
  );
  expect(gaps).toEqual(unclean);
  expect(unclean.length).toBeGreaterThanOrEqual(kills.proxy);
  expect(new Set(unclean.map(({ instance }) => instance))).toEqual(new Set(killedProxies));
  expect(shownGaps[0]).toContain('was killed');
}

function expectDeltasOnce({ deltas, distinctDeltas }: ChainResult): void {
  expect(deltas).toBeGreaterThan(0);
  expect(distinctDeltas).toEqual({ byId: deltas, byTarget: deltas });
}
