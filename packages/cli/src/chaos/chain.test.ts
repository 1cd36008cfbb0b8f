import { expect, test } from 'vitest';
import { chainLine, expectBounded, expectExact } from './expect-chain.ts';
import { runChain } from './run-chain.ts';

const proxies = 3;
/** Offered; a slower machine answers fewer, and has to be as exact. */
const perSecond = 1_500;

test('P8: control plane and database die at random under load, and the totals are those of the clients', async () => {
  const result = await runChain({ proxies, perSecond, seconds: 60, seed: 7, killEveryMs: 5_000 });
  console.log(chainLine(result));
  expect(result.kills.database).toBeGreaterThan(0);
  expect(result.kills.controlPlane).toBeGreaterThan(0);
  expectExact(result);
}, 400_000);

test('P8 with proxies killed too: at most an unflushed second and what was in flight is missing, and the routes say so', async () => {
  const run = { proxies, perSecond, seconds: 20, seed: 4, killEveryMs: 3_000 };
  const result = await runChain({ ...run, killProxies: true });
  console.log(chainLine(result));
  expect(result.kills.proxy).toBeGreaterThan(0);
  expectBounded(result);
}, 300_000);
