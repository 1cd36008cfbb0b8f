import { test } from 'vitest';
import { chainLine, expectBounded, expectExact } from './expect-chain.ts';
import { runChain } from './run-chain.ts';

const seed = Number(process.env.DELTA_GUARD_TEST_SEED ?? Math.floor(Date.now() / 86_400_000));
const seconds = Number(process.env.DELTA_GUARD_TEST_SECONDS ?? 600);
const run = { proxies: 3, perSecond: 1_500, seconds, seed, killEveryMs: 10_000 };

test('P8 at 1,500 requests a second: the totals are those of the clients, and no delta is there twice', async () => {
  const result = await runChain(run);
  console.log(chainLine(result));
  expectExact(result);
});

test('P8 with proxies killed too: at most an unflushed second and what was in flight is missing, never a surplus', async () => {
  const result = await runChain({ ...run, killProxies: true });
  console.log(chainLine(result));
  expectBounded(result);
});
