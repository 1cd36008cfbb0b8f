import { expect, test } from 'vitest';
import { runChain } from './run-chain.ts';

test('P8: control plane and database die at random under load, and the totals are those of the clients', async () => {
  const result = await runChain({ proxies: 3, perSecond: 300, seconds: 30, seed: 7, killEveryMs: 4_000 });
  const { load, kills, stored } = result;
  expect(load.wrong).toEqual([]);
  expect(load.broken).toEqual([]);
  expect(kills.database + kills.controlPlane).toBeGreaterThan(2);
  expect(stored.requests).toBe(load.sent);
  expect(stored.eligible).toBe(load.sent);
  expect(stored.mismatches + stored.notCompared).toBeGreaterThanOrEqual(result.expectedMismatches);
  expect(stored.mismatches).toBeLessThanOrEqual(result.expectedMismatches);
  expect(result.deltas).toBeGreaterThan(0);
  expect(result.distinctDeltas).toBe(result.deltas);
  expect(result.gaps).toEqual([]);
}, 240_000);
