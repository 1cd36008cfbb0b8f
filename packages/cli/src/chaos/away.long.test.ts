import { expect, test } from 'vitest';
import { expectUnnoticed, outageLine } from './expect-outage.ts';
import { runOutage } from './run-outage.ts';

/** An hour brings 3,600 tallies of each route: with six times as many routes ten minutes bring as many. */
const awaySeconds = Number(process.env.DELTA_GUARD_TEST_SECONDS ?? 600);
const routes = 72;

test('P7: a control plane that was away for the tallies of an hour of 12 routes catches up without a gap, unnoticed', async () => {
  const result = await runOutage({ routes, perSecond: 300, warmUpSeconds: 30, awaySeconds });
  console.log(outageLine(result));
  expect(result.waiting.spoolBatches).toBeGreaterThanOrEqual(0.9 * awaySeconds);
  expectUnnoticed(result);
});
