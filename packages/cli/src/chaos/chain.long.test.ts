import { expect, test } from 'vitest';
import { runChain } from './run-chain.ts';

const seed = Number(process.env.DELTA_GUARD_TEST_SEED ?? Math.floor(Date.now() / 86_400_000));
const seconds = Number(process.env.DELTA_GUARD_TEST_SECONDS ?? 600);

test('P8 at 1,500 requests a second: the totals are those of the clients, and no delta is there twice', async () => {
  const result = await runChain({ proxies: 3, perSecond: 1_500, seconds, seed, killEveryMs: 10_000 });
  const { load, stored } = result;
  console.log(
    JSON.stringify({ ...result, load: { ...load, wrong: load.wrong.length, broken: load.broken.length } }),
  );
  expect(load.wrong).toEqual([]);
  expect(load.broken).toEqual([]);
  expect(stored.requests).toBe(load.sent);
  expect(stored.eligible).toBe(load.sent);
  expect(stored.mismatches).toBeLessThanOrEqual(result.expectedMismatches);
  expect(result.distinctDeltas).toBe(result.deltas);
  expect(result.gaps).toEqual([]);
});

test('P8 with proxies killed too: at most an unflushed second and what was in flight is missing, never a surplus', async () => {
  const perSecond = 600;
  const run = { proxies: 3, perSecond, seconds, seed: seed + 1, killEveryMs: 10_000 };
  const result = await runChain({ ...run, killProxies: true });
  const { load, kills, stored } = result;
  console.log(
    JSON.stringify({ ...result, load: { ...load, wrong: load.wrong.length, broken: load.broken.length } }),
  );
  expect(load.wrong).toEqual([]);
  expect(stored.eligible).toBeLessThanOrEqual(load.sent);
  // Of each killed proxy its share of a second that was not flushed, one that was being written, and what was in flight.
  const perKill = (2 * perSecond) / run.proxies + 100;
  expect(load.good - stored.eligible).toBeLessThanOrEqual(kills.proxy * perKill);
  expect(result.distinctDeltas).toBe(result.deltas);
  expect(result.gaps.filter(({ reason }) => reason.includes('killed'))).not.toEqual([]);
});
