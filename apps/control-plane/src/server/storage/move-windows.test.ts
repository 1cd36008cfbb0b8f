import { fleetWindow } from '@delta-guard/gate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tallyOf } from '../testing/events.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import { TestProxy } from '../testing/test-proxy.ts';
import { moveWindows } from './move-windows.ts';
import { rollUpTallies } from './roll-up.ts';

let control: TestControlPlane;
let proxy: TestProxy;

beforeAll(async () => {
  control = await startOwnControlPlane();
  proxy = await TestProxy.join(control);
});
afterAll(() => control?.close());

/** Of the policy `trial`. */
const size = 200;
const now = Math.floor(Date.now() / 1_000);

async function epochOf(routeId: string) {
  return control.context.db.epoch.findFirstOrThrow({ where: { routeId, endedAt: null } });
}

/** What is stored of an epoch, newest first, as the gate counts it. */
async function rowsOf(epochId: string) {
  const rows = await control.context.db.$queryRaw<{ second: bigint; matches: bigint; mismatches: bigint }[]>`
    select second, matches, mismatches from tally_history where epoch_id = ${epochId}::uuid order by second desc`;
  return rows.map(({ second, matches, mismatches }) => ({
    second: Number(second),
    comparisons: Number(matches + mismatches),
    mismatches: Number(mismatches),
  }));
}

async function read(epochId: string, of: number) {
  const [row] = await control.context.db.$queryRaw<{ comparisons: bigint; mismatches: bigint }[]>`
    select comparisons, mismatches from epoch_window(${epochId}::uuid, ${of}::bigint)`;
  return { comparisons: Number(row?.comparisons), mismatches: Number(row?.mismatches) };
}

/** The sums in the epoch are those of its rows, and every window is the one that the gate defines. */
async function expectRight(routeId: string, told: string): Promise<void> {
  const epoch = await epochOf(routeId);
  const rows = await rowsOf(epoch.id);
  const summed = rows.filter(({ second }) => BigInt(second) >= epoch.windowSecond);
  const sums = {
    comparisons: summed.reduce((sum, { comparisons }) => sum + comparisons, 0),
    mismatches: summed.reduce((sum, { mismatches }) => sum + mismatches, 0),
  };
  const kept = {
    comparisons: Number(epoch.windowComparisons),
    mismatches: Number(epoch.windowMismatches),
  };
  expect({ told, ...kept }).toEqual({ told, ...sums });
  for (const each of [1, 7, size - 1, size, size + 40, 3 * size, 100 * size]) {
    const { comparisons, mismatches } = fleetWindow(rows, each);
    expect({ told, size: each, ...(await read(epoch.id, each)) }).toEqual({
      told,
      size: each,
      comparisons,
      mismatches,
    });
  }
}

/** The same numbers for the same seed (mulberry32). */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

it.each([1, 2, 3])(
  'windows stay those of the gate, whatever is told late, rolled up and moved meanwhile (%i)',
  async (seed) => {
    const random = chance(seed);
    const { db } = control.context;
    const { routeId, revision } = await routeInShadow(control);
    let newest = now - 3_000;
    const tallyAt = (second: number) =>
      tallyOf({
        routeId,
        revision,
        second,
        matches: random(4) === 0 ? 0 : random(30),
        mismatches: random(5) === 0 ? 1 + random(2) : 0,
      });
    for (let step = 0; step < 40; step += 1) {
      const what = random(10);
      if (what < 5) {
        const seconds = Array.from({ length: 1 + random(8) }, () => newest + random(20));
        newest += 20;
        await proxy.tell(seconds.map(tallyAt));
      } else if (what < 7) {
        await proxy.tell([tallyAt(newest - random(600)), tallyAt(newest - random(90_000))]);
      } else if (what < 9) {
        await moveWindows(db);
      } else {
        const ages = [
          { secondsS: 30 + random(120), minutesS: 7_200, hoursS: 80_000 },
          { secondsS: 30, minutesS: 60 + random(200), hoursS: random(2) === 0 ? 80_000 : 3_600 },
        ];
        const chosen = ages[random(2)];
        if (chosen) await rollUpTallies(db, newest * 1_000, chosen);
      }
      await expectRight(routeId, `seed ${seed}, step ${step}`);
    }
  },
);

it('a window is moved to where it begins, so that a reader has little to leave out', async () => {
  const { db } = control.context;
  const { routeId, revision } = await routeInShadow(control);
  await proxy.tell(
    Array.from({ length: 400 }, (_, at) => tallyOf({ routeId, revision, second: now - at, matches: 2 })),
  );
  expect(await epochOf(routeId)).toMatchObject({ windowSecond: 0n, windowComparisons: 800n });
  expect(await moveWindows(db)).toBeGreaterThan(0);
  expect(await epochOf(routeId)).toMatchObject({
    windowSecond: BigInt(now - 99),
    windowComparisons: BigInt(size),
  });
  expect(await moveWindows(db)).toBe(0);
  await proxy.tell([tallyOf({ routeId, revision, second: now - 200, matches: 9 })]);
  expect(await epochOf(routeId)).toMatchObject({ windowComparisons: BigInt(size), comparisons: 809n });
});

it('an epoch whose sums are not known yet is read all the same, and summed up', async () => {
  const { db } = control.context;
  const { routeId, revision } = await routeInShadow(control);
  await proxy.tell(
    Array.from({ length: 400 }, (_, at) => tallyOf({ routeId, revision, second: now - at, mismatches: 2 })),
  );
  const { id } = await epochOf(routeId);
  const unknown = { windowSecond: 2n ** 63n - 1n, windowComparisons: 0n, windowMismatches: 0n };
  await db.epoch.update({ where: { id }, data: unknown });
  await expectRight(routeId, 'unknown');
  expect(await moveWindows(db)).toBeGreaterThan(0);
  await expectRight(routeId, 'summed up');
  expect(await epochOf(routeId)).toMatchObject({ windowComparisons: BigInt(size) });
});

it('an epoch knows in which hours of the last day it had comparisons', async () => {
  const { routeId, revision } = await routeInShadow(control);
  const thisHour = Math.floor(now / 3_600);
  const at = (hoursAgo: number, matches: number) =>
    tallyOf({ routeId, revision, second: (thisHour - hoursAgo) * 3_600, matches });
  await proxy.tell([at(3, 1), at(23, 2), at(40, 1), at(5, 0)]);
  await proxy.tell([at(1, 1), at(3, 4)]);
  expect((await epochOf(routeId)).hoursSeen).toEqual([23, 3, 1].map((ago) => thisHour - ago));
});
