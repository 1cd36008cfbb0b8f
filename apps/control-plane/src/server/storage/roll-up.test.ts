import { LatencySketch, type Tally } from '@delta-guard/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSeries } from '../evidence/series.ts';
import { tallyOf } from '../testing/events.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import {
  startTestControlPlane,
  startTestDatabase,
  type TestControlPlane,
  type TestDatabase,
} from '../testing/start-test-control-plane.ts';
import { TestProxy } from '../testing/test-proxy.ts';
import { JobRunner } from './job-runner.ts';
import { rollUpTallies } from './roll-up.ts';

let database: TestDatabase;
let control: TestControlPlane;
let proxy: TestProxy;

beforeAll(async () => {
  database = await startTestDatabase();
  control = await startTestControlPlane(database.url);
  proxy = await TestProxy.join(control);
});
afterAll(async () => {
  await proxy?.leave();
  await control?.close();
  await database?.stop();
});

const hourMs = 3_600_000;
const nowMs = () => Date.now();
/** A whole hour, three hours ago. */
const oldHour = Math.floor((Date.now() - 4 * hourMs) / hourMs) * 3_600;

function sketchOf(...valuesMs: number[]): Tally['overheadMs'] {
  const sketch = new LatencySketch();
  for (const value of valuesMs) sketch.add(value);
  return sketch.encode();
}

const windowOf = async (epochId: string, size: number) => {
  const [row] = await control.context.db.$queryRaw<{ comparisons: bigint; mismatches: bigint }[]>`
    select comparisons, mismatches from epoch_window(${epochId}::uuid, ${size}::bigint)`;
  return { comparisons: Number(row?.comparisons), mismatches: Number(row?.mismatches) };
};

const epochIdOf = async (routeId: string) =>
  (await control.context.db.epoch.findFirstOrThrow({ where: { routeId, endedAt: null } })).id;

describe('tallies that are old', () => {
  it('become minutes with the same sums, and windows, charts and evidence see no difference', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const tallies = Array.from({ length: 300 }, (_, at) =>
      tallyOf({
        routeId,
        revision,
        second: oldHour + at,
        matches: 9,
        mismatches: at % 60 === 0 ? 1 : 0,
        notCompared: { tooLarge: 1 },
        overheadMs: sketchOf(1, 2, 100),
      }),
    );
    await proxy.tell([...tallies, tallyOf({ routeId, revision, matches: 5 })]);
    const { db } = control.context;
    const epochId = await epochIdOf(routeId);
    const at = { range: '6h' as const, nowMs: nowMs() };
    const before = { series: await loadSeries(db, routeId, at), window: await windowOf(epochId, 100_000) };
    expect(before.window).toEqual({ comparisons: 2_710, mismatches: 5 });
    expect(await rollUpTallies(db, nowMs())).toEqual({ seconds: 300, minutes: 0, dropped: 0 });
    expect(await db.tally.count({ where: { routeId } })).toBe(1);
    const minutes = await db.tallyRollUp.findMany({ where: { routeId }, orderBy: { second: 'asc' } });
    expect(minutes).toHaveLength(5);
    expect(minutes[1]).toMatchObject({
      second: BigInt(oldHour + 60),
      lengthS: 60,
      tallies: 60n,
      matches: 540n,
      mismatches: 1n,
      notCompared: { tooLarge: 60 },
      latencyPairs: 541n,
    });
    const after = { series: await loadSeries(db, routeId, at), window: await windowOf(epochId, 100_000) };
    expect(after).toEqual(before);
    expect(await windowOf(epochId, 6)).toEqual({ comparisons: 5 + 541, mismatches: 1 });
    expect(await rollUpTallies(db, nowMs())).toEqual({ seconds: 0, minutes: 0, dropped: 0 });
  });

  it('that come late are added to their minute', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const { db } = control.context;
    for (const mismatches of [1, 2]) {
      await proxy.tell([
        tallyOf({ routeId, revision, second: oldHour + 7, mismatches, overheadMs: sketchOf(mismatches) }),
      ]);
      await rollUpTallies(db, nowMs());
    }
    const [minute, ...more] = await db.tallyRollUp.findMany({ where: { routeId } });
    expect(more).toEqual([]);
    expect(minute).toMatchObject({ tallies: 2n, mismatches: 3n });
  });

  it('become hours after a month, and go after two years', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const { db } = control.context;
    await proxy.tell(
      [0, 60, 3_599].map((at) => tallyOf({ routeId, revision, second: oldHour + at, matches: 2 })),
    );
    await rollUpTallies(db, nowMs());
    const inAMonth = nowMs() + 31 * 24 * hourMs;
    expect(await rollUpTallies(db, inAMonth)).toMatchObject({ dropped: 0 });
    expect(await db.tallyRollUp.findMany({ where: { routeId } })).toMatchObject([
      { second: BigInt(oldHour), lengthS: 3_600, matches: 6n, tallies: 3n },
    ]);
    await rollUpTallies(db, nowMs() + 732 * 24 * hourMs);
    expect(await db.tallyRollUp.count({ where: { routeId } })).toBe(0);
  });
});

describe('jobs', () => {
  it('run on one control plane at a time, and on another when that one stops', async () => {
    const { log } = control.context;
    const ran: string[] = [];
    const runner = (name: string) => {
      const job = { name, everyMs: 1, run: async () => ({ runs: ran.push(name) }) };
      return new JobRunner({ url: otherDatabase, log, jobs: [job], retryMs: 10 });
    };
    const otherDatabase = await emptyDatabase(database.url);
    const [first, second] = [runner('first'), runner('second')];
    first.start();
    while (!ran.includes('first')) await new Promise(setImmediate);
    second.start();
    const soFar = ran.length;
    while (ran.length < soFar + 20) await new Promise(setImmediate);
    expect(ran).not.toContain('second');
    await first.close();
    while (!ran.includes('second')) await new Promise(setImmediate);
    await second.close();
  });
});

/** The lock of the jobs is one per database: the control plane of this file holds that of its own. */
async function emptyDatabase(url: string): Promise<string> {
  await control.context.db.$executeRawUnsafe('create database other_jobs');
  const other = new URL(url);
  other.pathname = '/other_jobs';
  return other.href;
}
