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

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'delta-guard-test-'));
  database = await startEmbeddedDatabase({ dataDir });
  control = await startTestControlPlane(database.url);
});
afterAll(async () => {
  await control?.close();
  await database?.stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
});

/** Sends batches from where the control plane stands until all are acked, through as many links as that takes. */
async function deliver(spool: string, batches: Event[][]): Promise<void> {
  for (let at = 0; at < batches.length; ) {
    const proxy = await TestProxy.open(control).catch(() => null);
    if (!proxy) continue;
    try {
      proxy.hello({ spool });
      const welcome = await proxy.until((message) => message.type === 'welcome');
      at = welcome.type === 'welcome' ? welcome.ackedSeq : at;
      for (; at < batches.length; at += 1) await proxy.batch(at + 1, batches[at] ?? []);
      await proxy.leave();
    } catch {
      proxy.socket.terminate();
      await proxy.closed;
    }
  }
}

async function killPostmaster(): Promise<void> {
  const pidFile = path.join(dataDir, 'cluster', 'postmaster.pid');
  const [pid] = (await readFile(pidFile, 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
}

const epochOf = async (routeId: string) =>
  (await control.call.routes.detail.query({ routeId, range: '15m' })).route.epoch;

describe('a crash in between', () => {
  it('of the database loses no acked batch and counts none twice', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const batches = Array.from({ length: 60 }, () => [
      tallyOf({ routeId, revision, matches: 9, mismatches: 1 }),
      deltaOf({ routeId, revision }),
    ]);
    const delivered = deliver(newSpool(), batches);
    const port = Number(new URL(database.url).port);
    for (let round = 0; round < 2; round += 1) {
      const changes = control.context.live.changes(undefined);
      await changes.next();
      await changes.return();
      await killPostmaster();
      database = await startEmbeddedDatabase({ dataDir, port });
    }
    await delivered;
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 600, mismatches: 60 });
    const { db } = control.context;
    expect(await db.delta.count({ where: { routeId } })).toBe(60);
    const sums = await db.tally.aggregate({ where: { routeId }, _sum: { matches: true, mismatches: true } });
    expect(sums._sum).toEqual({ matches: 540n, mismatches: 60n });
  });

  it('of the control plane between commit and ack is mended by the same batch again', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const spool = newSpool();
    const events = [tallyOf({ routeId, revision, matches: 5 })];
    const proxy = await TestProxy.join(control, { spool });
    const committed = control.context.live.changes(undefined);
    proxy.send({ type: 'batch', seq: 1, events });
    await committed.next();
    await committed.return();
    proxy.socket.terminate();
    await control.close();

    control = await startTestControlPlane(database.url);
    const { instances } = await control.call.instances.screen.query();
    expect(instances.every((each) => !each.connected)).toBe(true);
    await deliver(spool, [events, [tallyOf({ routeId, revision, matches: 1 })]]);
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 6 });
  });

  it('of the database that lasts closes the link without an ack, and the batch comes again', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const impatient = await startTestControlPlane(database.url, { ingest: { storeTimeoutMs: 100 } });
    const spool = newSpool();
    const proxy = await TestProxy.join(impatient, { spool });
    const port = Number(new URL(database.url).port);
    await database.stop();
    const events = [tallyOf({ routeId, revision, matches: 4 })];
    proxy.send({ type: 'batch', seq: 1, events });
    expect((await proxy.closed).code).toBe(closeCodes.storeFailed);
    expect(proxy.received.filter(({ type }) => type === 'ack')).toEqual([]);
    database = await startEmbeddedDatabase({ dataDir, port });
    await impatient.close();
    await deliver(spool, [events]);
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 4 });
  });

  it('of the database while a run ends loses not its word that nothing is left', async () => {
    const spool = newSpool();
    const proxy = await TestProxy.join(control, { spool });
    const port = Number(new URL(database.url).port);
    await database.stop();
    proxy.socket.close(closeCodes.ended);
    await proxy.closed;
    const tried = () => control.log.with('tried again').length;
    for (const before = tried(); tried() === before; ) await new Promise((resolve) => setImmediate(resolve));
    database = await startEmbeddedDatabase({ dataDir, port });
    const row = () => control.context.db.spool.findUniqueOrThrow({ where: { spool } });
    while ((await row()).endedAt === null) await new Promise((resolve) => setImmediate(resolve));
    expect(await row()).toMatchObject({ connectedAt: null, connectedBy: null });
  });

  it('inside the transaction stores neither events nor cursor, and the link stays', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const spool = newSpool();
    const proxy = await TestProxy.join(control, { spool });
    await proxy.batch(1, [tallyOf({ routeId, revision, matches: 1 })]);
    const { db } = control.context;
    const [blocker] = await db.$queryRaw<{ id: number }[]>`select id from spool where spool = ${spool}`;
    let acked: Promise<void> | null = null;
    await db.$transaction(async (tx) => {
      // The batch waits for its cursor inside its transaction, where its connection is cut.
      await tx.$executeRaw`select 1 from spool where id = ${blocker?.id ?? 0} for update`;
      acked = proxy.batch(2, [tallyOf({ routeId, revision, matches: 2 })]);
      for (let cut = 0; cut === 0; ) {
        // Not inside the transaction: it would see who waited when it first looked.
        const [row] = await db.$queryRaw<{ cut: bigint }[]>`
          select count(pg_terminate_backend(pid)) as cut from pg_stat_activity where wait_event_type = 'Lock'`;
        cut = Number(row?.cut ?? 0);
      }
    });
    await acked;
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 3 });
    expect(control.log.with('tried again').length).toBeGreaterThan(0);
    await proxy.leave();
  });
});
