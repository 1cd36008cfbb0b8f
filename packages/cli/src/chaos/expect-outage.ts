import { expect } from 'vitest';
import type { OutageResult } from './run-outage.ts';

/** One line about a run, for whoever reads the output of a test. */
export function outageLine({ load, ...rest }: OutageResult): string {
  const { sent, good, wrong, broken } = load;
  return JSON.stringify({ sent, good, wrong: wrong.length, broken: broken.length, ...rest });
}

/** Nothing is missing, clients noticed nothing, and the proxy stayed as large as it was. */
export function expectUnnoticed(result: OutageResult): void {
  const { load, stored, tallied } = result;
  expect(load.wrong).toEqual([]);
  expect(load.broken).toEqual([]);
  expect(stored).toMatchObject({ requests: load.sent, eligible: load.sent });
  expect(tallied.requests).toBe(load.sent);
  expect(result.gaps).toEqual([]);
  expect(result.distinctDeltas).toEqual({ byId: result.deltas, byTarget: result.deltas });
  expect(result.growthMb).toBeLessThan(100);
  const [before, , catchingUp] = result.phases;
  // What this machine does to its clients by itself is in the time before as well.
  expect(catchingUp?.pauseMs).toBeLessThan(Math.max(1_000, 3 * (before?.pauseMs ?? 0)));
  expect(catchingUp?.p99Ms).toBeLessThan(Math.max(1_000, 3 * (before?.p99Ms ?? 0)));
}
