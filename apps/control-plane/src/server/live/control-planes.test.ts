import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deltaOf, tallyOf } from '../testing/events.ts';
import { medianOf } from '../testing/median-of.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import {
  startTestControlPlane,
  startTestDatabase,
  type TestControlPlane,
  type TestDatabase,
} from '../testing/start-test-control-plane.ts';
import { newSpool, TestProxy } from '../testing/test-proxy.ts';
import type { LiveTopic } from './live-hub.ts';

let database: TestDatabase;
let a: TestControlPlane;
let b: TestControlPlane;

beforeAll(async () => {
  database = await startTestDatabase();
});
beforeEach(async () => {
  [a, b] = await Promise.all([startTestControlPlane(database.url), startTestControlPlane(database.url)]);
});
afterEach(async () => {
  await a?.close();
  await b?.close();
});
afterAll(async () => {
  await database?.stop();
});

/** Live hints at a control plane until all the topics were among them. */
async function hinted(at: TestControlPlane, wanted: readonly LiveTopic[]): Promise<void> {
  const missing = new Set(wanted);
  for await (const { topics } of at.context.live.changes(AbortSignal.timeout(60_000))) {
    for (const topic of topics) missing.delete(topic);
    if (missing.size === 0) return;
  }
  throw new Error(`no hint of ${[...missing].join(', ')}`);
}

describe('two control planes on one database', () => {
  it('put a rollback by one in force at a proxy of the other within a second', async () => {
    const proxy = await TestProxy.join(b);
    const tookMs: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const { routeId } = await routeInShadow(a);
      const fromMs = performance.now();
      const { revision } = await a.call.routes.rollBack.mutate({ routeId, to: 'off' });
      const config = await proxy.config(revision);
      tookMs.push(performance.now() - fromMs);
      expect(config.routes.find(({ id }) => id === routeId)?.stage).toBe('off');
    }
    expect(medianOf(tookMs)).toBeLessThan(1_000);
    await proxy.leave();
  });

  it('tell pages of one what the other took', async () => {
    const { routeId, revision } = await routeInShadow(a);
    const heard = hinted(a, ['instances']);
    const proxy = await TestProxy.join(b);
    await heard;
    const told = hinted(a, ['tallies', 'deltas']);
    await proxy.batch(1, [tallyOf({ routeId, revision, matches: 3 }), deltaOf({ routeId, revision })]);
    await told;
    const { route } = await a.call.routes.detail.query({ routeId, range: '15m' });
    expect(route.epoch?.comparisons).toBe(3);
    await proxy.leave();
  });

  it('tell each other at most once a second, however much one takes', async () => {
    const { routeId, revision } = await routeInShadow(a);
    const proxy = await TestProxy.join(b);
    const told: number[] = [];
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    client.on('notification', () => told.push(performance.now()));
    await client.query('listen delta_guard_live');
    let batches = 0;
    const fromMs = performance.now();
    while (performance.now() - fromMs < 2_500) {
      await proxy.tell([tallyOf({ routeId, revision, matches: 1 })]);
      batches += 1;
    }
    await client.end();
    const seconds = (performance.now() - fromMs) / 1_000;
    await proxy.leave();
    expect(batches).toBeGreaterThan(told.length);
    expect(told.length).toBeGreaterThanOrEqual(1);
    // One in the first moment and then one a second, and what the other one had left to say of the route.
    expect(told.length).toBeLessThanOrEqual(Math.floor(seconds) + 3);
  });

  it('leave the links of each other alone, as one stops and as one starts', async () => {
    const [spoolOfA, spoolOfB] = [newSpool(), newSpool()];
    const ofA = await TestProxy.join(a, { spool: spoolOfA, instance: 'of-a' });
    const ofB = await TestProxy.join(b, { spool: spoolOfB, instance: 'of-b' });
    await a.close();
    await ofA.closed;
    a = await startTestControlPlane(database.url);
    const { instances } = await b.call.instances.screen.query();
    const connected = new Map(instances.map((each) => [each.spool, each.connected]));
    expect(connected.get(spoolOfB)).toBe(true);
    expect(connected.get(spoolOfA)).not.toBe(true);
    const moved = await TestProxy.join(b, { spool: spoolOfA, instance: 'of-a' });
    const row = await b.context.db.spool.findUniqueOrThrow({ where: { spool: spoolOfA } });
    expect(row.connectedBy).toBe(b.context.controlPlaneId);
    await moved.leave();
    await ofB.leave();
  });

  it('take over the jobs of one that stops', async () => {
    const first = await startTestControlPlane(database.url, { jobs: 'on' });
    const ranAt = () => a.context.db.jobRun.findUnique({ where: { name: 'roll up tallies' } });
    const runAfter = async (at: Date) => {
      for (;;) {
        const run = await ranAt();
        if (run !== null && run.at > at) return run.at;
        await delay(50);
      }
    };
    const before = await runAfter(new Date(0));
    const second = await startTestControlPlane(database.url, { jobs: 'on' });
    try {
      await first.close();
      expect((await runAfter(before)).getTime()).toBeGreaterThan(before.getTime());
    } finally {
      await second.close();
    }
  });
});
