import { fleetWindow } from '@delta-guard/gate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tallyOf } from '../testing/events.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import { TestProxy } from '../testing/test-proxy.ts';

let control: TestControlPlane;
let proxy: TestProxy;

beforeAll(async () => {
  control = await startOwnControlPlane();
  proxy = await TestProxy.join(control);
});
afterAll(() => control?.close());

it('the window that the database reads is the one that the gate defines, at every size', async () => {
  const { db } = control.context;
  const { routeId, revision } = await routeInShadow(control);
  const newest = Math.floor(Date.now() / 1_000);
  // Seconds of different weight, some of them told twice, as by two builds or revisions.
  const seconds = [0, 0, 1, 3, 3, 4, 7, 9, 9, 20].map((ago, at) => ({
    second: newest - ago,
    matches: (at * 7) % 11,
    mismatches: at % 4 === 0 ? 2 : 0,
  }));
  const tallies = seconds.map((counts, at) =>
    tallyOf({ routeId, revision, ...counts, stage: at % 2 === 0 ? 'shadow' : 'live' }),
  );
  await proxy.batch(1, tallies);
  const { id } = await db.epoch.findFirstOrThrow({ where: { routeId, endedAt: null } });
  const rows = seconds.map(({ second, matches, mismatches }) => ({
    second,
    comparisons: matches + mismatches,
    mismatches,
  }));
  const total = rows.reduce((sum, { comparisons }) => sum + comparisons, 0);
  for (let size = 1; size <= total + 1; size += 1) {
    const [read] = await db.$queryRaw<{ comparisons: bigint; mismatches: bigint }[]>`
      select comparisons, mismatches from epoch_window(${id}::uuid, ${size}::bigint)`;
    const { comparisons, mismatches } = fleetWindow(rows, size);
    expect({ size, read }).toEqual({
      size,
      read: { comparisons: BigInt(comparisons), mismatches: BigInt(mismatches) },
    });
  }
});
