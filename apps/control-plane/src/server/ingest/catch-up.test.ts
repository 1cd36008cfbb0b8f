import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '@delta-guard/db/embedded';
import { closeCodes, type Event } from '@delta-guard/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deltaOf, tallyOf } from '../testing/events.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import { startTestControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import { newSpool, TestProxy } from '../testing/test-proxy.ts';

let dataDir: string;
let database: EmbeddedDatabase;
let control: TestControlPlane;
const poisonSecond = 1_700_000_013;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'delta-guard-test-'));
  database = await startEmbeddedDatabase({ dataDir });
  control = await startTestControlPlane(database.url);
  const { db } = control.context;
  await db.$executeRawUnsafe(`create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'planted: refused' using errcode = 'P0001'; end $$`);
  await db.$executeRawUnsafe(
    `create trigger refuse before insert on tally for each row when (new.second = ${poisonSecond}) execute function refuse()`,
  );
});
afterAll(async () => {
  await control?.close();
  await database?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const epochOf = async (routeId: string) =>
  (await control.call.routes.detail.query({ routeId, range: '15m' })).route.epoch;

const cursorOf = async (spool: string) =>
  Number((await control.context.db.spool.findUniqueOrThrow({ where: { spool } })).ackedSeq);

/** Sends batches without waiting, as a spool that catches up does, from this number on. */
function sendAll(proxy: TestProxy, batches: readonly Event[][], from = 1): void {
  for (const [at, events] of batches.entries()) proxy.send({ type: 'batch', seq: from + at, events });
}

const ackOf = (proxy: TestProxy, seq: number) =>
  proxy.until((message) => message.type === 'ack' && message.seq === seq);

const acksOf = ({ received }: TestProxy) =>
  received.flatMap((message) => (message.type === 'ack' ? [message.seq] : []));

/** Whatever stores batches of the spool waits until the work is done. */
async function behindCursor(spool: string, work: () => Promise<void>): Promise<void> {
  await control.context.db.$transaction(
    async (tx) => {
      await tx.$executeRaw`select 1 from spool where spool = ${spool} for update`;
      await work();
    },
    { timeout: 60_000 },
  );
}

/** Of what waits for a lock. Not inside the transaction that holds it: that sees only who waited when it first looked. */
async function waitingForLocks(what: 'count(*)' | 'count(pg_terminate_backend(pid))'): Promise<number> {
  const [row] = await control.context.db.$queryRawUnsafe<{ count: bigint }[]>(
    `select ${what} as count from pg_stat_activity where wait_event_type = 'Lock'`,
  );
  return Number(row?.count ?? 0);
}

async function transactionsOf(routeId: string): Promise<number> {
  const [row] = await control.context.db.$queryRaw<{ together: bigint }[]>`
    select count(distinct xmin::text) as together from tally where route_id = ${routeId}::uuid`;
  return Number(row?.together);
}

describe('batches of one spool that wait behind each other', () => {
  it('are stored several in one transaction, each once, and acked each', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const spool = newSpool();
    const proxy = await TestProxy.join(control, { spool });
    const batches = Array.from({ length: 40 }, () => [
      tallyOf({ routeId, revision, matches: 4, mismatches: 1 }),
      deltaOf({ routeId, revision }),
    ]);
    await behindCursor(spool, async () => {
      sendAll(proxy, batches);
      while ((await waitingForLocks('count(*)')) === 0) await new Promise((resolve) => setImmediate(resolve));
    });
    await ackOf(proxy, 40);
    expect(acksOf(proxy)).toEqual(batches.map((_, at) => at + 1));
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 200, mismatches: 40 });
    expect(await control.context.db.tally.count({ where: { routeId } })).toBe(40);
    expect(await control.context.db.delta.count({ where: { routeId } })).toBe(40);
    expect(await cursorOf(spool)).toBe(40);
    expect(await control.context.db.gap.count({ where: { spool: { spool } } })).toBe(0);
    expect(await transactionsOf(routeId)).toBeLessThan(20);
    // Its hash is kept: the same again is acked again.
    await proxy.batch(40, batches[39] ?? []);
    await proxy.leave();
  });

  it('with one in their middle that holds poison lose nothing but that event', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const spool = newSpool();
    const proxy = await TestProxy.join(control, { spool });
    const batches: Event[][] = Array.from({ length: 20 }, () => [tallyOf({ routeId, revision, matches: 3 })]);
    batches[11]?.push(tallyOf({ routeId, revision, second: poisonSecond, matches: 1_000 }));
    sendAll(proxy, batches);
    await ackOf(proxy, 20);
    expect(acksOf(proxy)).toEqual(batches.map((_, at) => at + 1));
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 60 });
    const kept = await control.context.db.quarantined.findMany({ where: { spool: { spool } } });
    expect(kept.map(({ seq, position }) => [Number(seq), position])).toEqual([[12, 1]]);
    expect(await cursorOf(spool)).toBe(20);
    await proxy.leave();
  });

  it('with one in their middle that cannot be read lose nothing but its event', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const spool = newSpool();
    const proxy = await TestProxy.join(control, { spool });
    const good = () => tallyOf({ routeId, revision, matches: 2 });
    for (let seq = 1; seq <= 12; seq += 1) {
      const events: unknown[] = seq === 6 ? [good(), { type: 'weather' }] : [good()];
      proxy.send({ type: 'batch', seq, events });
    }
    await ackOf(proxy, 12);
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 24 });
    expect(await control.context.db.quarantined.count({ where: { spool: { spool } } })).toBe(1);
    await proxy.leave();
  });

  it('tell a gap between them, and end where one is not the one that was taken', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const spool = newSpool();
    const proxy = await TestProxy.join(control, { spool });
    const good = (matches: number) => [tallyOf({ routeId, revision, matches })];
    sendAll(proxy, [good(1), good(1), good(1)]);
    sendAll(proxy, [good(10), good(10)], 6);
    sendAll(proxy, [good(100), good(1_000)], 7);
    expect((await proxy.closed).code).toBe(closeCodes.spoolForked);
    expect(acksOf(proxy)).toEqual([1, 2, 3, 6, 7]);
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 23 });
    const gaps = await control.context.db.gap.findMany({ where: { spool: { spool } } });
    expect(gaps.map(({ reason }) => reason)).toContainEqual(
      expect.stringContaining('batches 4 to 5 never came'),
    );
    expect(await cursorOf(spool)).toBe(7);
  });

  it('that name a new build among them count each to its own epoch', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const proxy = await TestProxy.join(control);
    const start = Math.floor(Date.now() / 1_000);
    const batches = Array.from({ length: 20 }, (_, at) => [
      tallyOf({ routeId, revision, second: start + at, build: at < 10 ? 'v1' : 'v2', matches: 1 + at }),
    ]);
    sendAll(proxy, batches);
    await ackOf(proxy, 20);
    const { epochs } = await control.call.routes.detail.query({ routeId, range: '15m' });
    const counts = epochs.map(({ build, comparisons }) => [build, comparisons]);
    expect(counts).toContainEqual(['v1', 55]);
    expect(counts).toContainEqual(['v2', 155]);
    await proxy.leave();
  });
});

describe('a crash while batches are stored together', () => {
  it('inside their transaction stores none of them, and then each once', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const spool = newSpool();
    const proxy = await TestProxy.join(control, { spool });
    await proxy.batch(1, [tallyOf({ routeId, revision, matches: 1 })]);
    await behindCursor(spool, async () => {
      sendAll(
        proxy,
        Array.from({ length: 20 }, () => [tallyOf({ routeId, revision, matches: 2 })]),
        2,
      );
      // They wait inside their transaction, where its connection is cut.
      while ((await waitingForLocks('count(pg_terminate_backend(pid))')) === 0);
    });
    await ackOf(proxy, 21);
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 41 });
    expect(await control.context.db.tally.count({ where: { routeId } })).toBe(21);
    await proxy.leave();
  });

  it('of the database loses no acked batch and counts none twice', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const spool = newSpool();
    const batches = Array.from({ length: 400 }, () => [tallyOf({ routeId, revision, matches: 3 })]);
    let acked = 0;
    let kills = 0;
    while (acked < batches.length) {
      const proxy = await TestProxy.open(control).catch(() => null);
      if (proxy === null) continue;
      proxy.hello({ spool });
      const welcome = await proxy.until((message) => message.type === 'welcome').catch(() => null);
      const from = welcome?.type === 'welcome' ? welcome.ackedSeq : acked;
      expect(from).toBeGreaterThanOrEqual(acked);
      // The last ones not before both kills, so that there is always something to kill.
      const until = kills < 2 ? batches.length - 50 : batches.length;
      sendAll(proxy, batches.slice(from, until), from + 1);
      const acks = async (seq: number) => seq > from && (await ackOf(proxy, seq).catch(() => {}));
      if (kills < 2) {
        await acks(Math.ceil((from + until) / 2));
        kills += 1;
        await killAndRestart();
      }
      await acks(until);
      acked = Math.max(acked, from, ...acksOf(proxy));
      proxy.socket.terminate();
      await proxy.closed;
    }
    expect(kills).toBe(2);
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 1_200 });
    expect(await control.context.db.tally.count({ where: { routeId } })).toBe(400);
    expect(await cursorOf(spool)).toBe(400);
  });
});

async function killAndRestart(): Promise<void> {
  const pidFile = path.join(dataDir, 'cluster', 'postmaster.pid');
  const [pid] = (await readFile(pidFile, 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
  database = await startEmbeddedDatabase({ dataDir, port: Number(new URL(database.url).port) });
}
