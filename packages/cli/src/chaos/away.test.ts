import { expect, test } from 'vitest';
import { expectUnnoticed, outageLine } from './expect-outage.ts';
import { runOutage } from './run-outage.ts';

test('P7: a control plane that was away catches up on a thousand tallies without a gap, unnoticed by clients, in little memory', async () => {
  const result = await runOutage({ routes: 80, perSecond: 400, warmUpSeconds: 10, awaySeconds: 15 });
  console.log(outageLine(result));
  expect(result.waiting.spoolBatches).toBeGreaterThanOrEqual(10);
  expectUnnoticed(result);
}, 240_000);
