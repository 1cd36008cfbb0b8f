import { randomUUID } from 'node:crypto';
import type { RolledBack } from '@delta-guard/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tallyOf } from '../testing/events.ts';
import { joinHealthy } from '../testing/healthy-proxy.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import type { TestProxy } from '../testing/test-proxy.ts';

let control: TestControlPlane;
const proxies: TestProxy[] = [];

beforeAll(async () => {
  control = await startOwnControlPlane();
  for (const name of ['a', 'b', 'c']) {
    proxies.push(await joinHealthy(control, name, { servedStages: ['off', 'shadow', 'live'] }));
  }
});
afterAll(() => control?.close());

const detail = (routeId: string) => control.call.routes.detail.query({ routeId, range: '15m' });

async function send(from: number, ...events: Parameters<TestProxy['batch']>[1]) {
  const sender = proxies[from];
  if (!sender) throw new Error(`there is no proxy ${from}`);
  await sender.tell(events);
}

async function liveRoute() {
  const { routeId, revision, version } = await routeInShadow(control);
  await send(0, tallyOf({ routeId, revision, matches: 2_000 }));
  const promoted = await control.call.routes.promote.mutate({ routeId, version, to: 'live' });
  return { routeId, revision: promoted.revision, version: version + 1 };
}

function rolledBack(of: { routeId: string; version: number }, change: Partial<RolledBack> = {}): RolledBack {
  return {
    type: 'rolledBack',
    id: randomUUID(),
    routeId: of.routeId,
    routeVersion: of.version,
    at: Date.now(),
    trigger: 'mismatch',
    reason: 'mismatches came too close together',
    evidence: { observations: 41, hits: 7, statistic: 1.2e7, alarmAt: 1e7 },
    ...change,
  };
}

async function configOf(routeId: string, ready: (version: number) => boolean) {
  const message = await proxies[0]?.until(
    (each) =>
      each.type === 'config' &&
      each.config.routes.some(({ id, version }) => id === routeId && ready(version)),
  );
  if (message?.type !== 'config') throw new Error('no config came');
  return message.config.routes.find(({ id }) => id === routeId);
}

describe('the guard over all instances', () => {
  it('takes a route back on what no instance has seen enough of, with its figures and a cool-down', async () => {
    const route = await liveRoute();
    const { routeId, revision } = route;
    let sent = 0;
    while ((await detail(routeId)).route.stage === 'live' && sent < 100) {
      await send(sent % 3, tallyOf({ routeId, revision, stage: 'live', matches: 9, mismatches: 1 }));
      sent += 1;
    }
    const { route: after, history } = await detail(routeId);
    expect(sent).toBeLessThan(20);
    expect(after).toMatchObject({
      stage: 'shadow',
      version: route.version + 1,
      epoch: { startedBy: 'rollback' },
    });
    expect(after.coolDownUntilMs).toBeGreaterThan(Date.now());
    expect(history[0]).toMatchObject({
      actor: 'guard@fleet',
      verb: 'route.rollBack',
      detail: expect.stringMatching(
        `mismatch detector, ${sent} of ${10 * sent}, (\\d+ times )?past the alarm`,
      ),
    });
    const other = await liveRoute();
    const alone = Math.ceil(sent / 3);
    for (let at = 0; at < alone; at += 1) {
      const { routeId: id, revision: under } = other;
      await send(1, tallyOf({ routeId: id, revision: under, stage: 'live', matches: 9, mismatches: 1 }));
    }
    expect((await detail(other.routeId)).route.stage).toBe('live');
  });

  it('goes on where a process that took the tallies has ended', async () => {
    const { routeId, revision } = await liveRoute();
    const faulty = () => tallyOf({ routeId, revision, stage: 'live', matches: 9, mismatches: 1 });
    await send(0, faulty());
    const { db } = control.context;
    const [before] = await db.epoch.findMany({
      where: { routeId, endedAt: null },
      select: { detectors: true },
    });
    await send(1, faulty());
    const [after] = await db.epoch.findMany({
      where: { routeId, endedAt: null },
      select: { detectors: true },
    });
    const hits = (stored: string | null | undefined) => JSON.parse(stored ?? '{}').state.mismatch.hits;
    expect([hits(before?.detectors), hits(after?.detectors)]).toEqual([1, 2]);
  });

  it('looks at the present version only, and at nothing where its detectors are off', async () => {
    const { routeId, revision } = await liveRoute();
    for (let at = 0; at < 30; at += 1) {
      await send(0, tallyOf({ routeId, revision: revision - 1, stage: 'live', mismatches: 10 }));
    }
    expect((await detail(routeId)).route.stage).toBe('live');
    const { settings } = await detail(routeId);
    const guard = { mismatch: false, latency: false, breaker: false };
    const off = await control.call.routes.setSettings.mutate({ routeId, settings: { ...settings, guard } });
    await send(0, tallyOf({ routeId, revision: off.revision, stage: 'live', mismatches: 1_000 }));
    expect((await detail(routeId)).route.stage).toBe('live');
  });
});

describe('a rollback by an instance', () => {
  it('takes the fleet back under a version that names it, with trigger and figures in the history', async () => {
    const route = await liveRoute();
    const event = rolledBack(route);
    await send(0, event);
    const config = await configOf(route.routeId, (version) => version > route.version);
    expect(config).toMatchObject({ stage: 'shadow', rollbacksNamed: [event.id] });
    const { history } = await detail(route.routeId);
    expect(history[0]).toMatchObject({
      actor: 'guard@a',
      detail: expect.stringContaining('mismatch detector, 7 of 41, past the alarm'),
    });
  });

  it('of two at once is named with the first or by the version that promotes the route again', async () => {
    const route = await liveRoute();
    const [first, second] = [rolledBack(route), rolledBack(route, { trigger: 'breaker' })];
    const reported = [send(0, first), send(1, second)];
    await Promise.all(reported);
    const { route: back } = await detail(route.routeId);
    expect(back).toMatchObject({ stage: 'shadow', version: route.version + 1 });
    await control.context.db.route.update({ where: { id: route.routeId }, data: { coolDownUntil: null } });
    const { revision } = await control.call.routes.startEpoch.mutate({
      routeId: route.routeId,
      reason: 'again',
    });
    await send(0, tallyOf({ routeId: route.routeId, revision, matches: 5_000 }));
    const { version } = back;
    await control.call.routes.promote.mutate({ routeId: route.routeId, version, to: 'live' });
    const config = await configOf(route.routeId, (each) => each > version);
    expect(config?.rollbacksNamed.toSorted()).toEqual([first.id, second.id].sort());
  });

  it('of an older epoch leaves the route where it is, and the next version names it', async () => {
    const route = await liveRoute();
    await control.call.routes.rollBack.mutate({ routeId: route.routeId, to: 'shadow', reason: 'by hand' });
    await control.context.db.route.update({ where: { id: route.routeId }, data: { coolDownUntil: null } });
    const { revision } = await control.call.routes.startEpoch.mutate({
      routeId: route.routeId,
      reason: 'again',
    });
    await send(0, tallyOf({ routeId: route.routeId, revision, matches: 5_000 }));
    const { version } = (await detail(route.routeId)).route;
    await control.call.routes.promote.mutate({ routeId: route.routeId, version, to: 'live' });
    const event = rolledBack(route);
    await send(2, event);
    const config = await configOf(route.routeId, (each) => each > version + 1);
    expect(config).toMatchObject({ stage: 'live', rollbacksNamed: [event.id] });
    expect((await detail(route.routeId)).history[0]).toMatchObject({ verb: 'route.nameRollBack' });
  });

  it('by an operator on its host takes a complete route back where every instance reaches the legacy, else it alone', async () => {
    const byOperator = { trigger: 'operator', reason: 'ticket 7', evidence: null } as const;
    const route = await liveRoute();
    const { db } = control.context;
    await db.route.update({ where: { id: route.routeId }, data: { stage: 'complete' } });
    await db.spool.updateMany({ where: { instance: 'c' }, data: { health: null } });
    await send(0, rolledBack(route, byOperator));
    expect((await detail(route.routeId)).route).toMatchObject({ stage: 'complete', version: route.version });
    expect((await detail(route.routeId)).history[0]?.detail).toContain('the others stay in complete');
    const changes = control.context.live.changes(undefined);
    for (const proxy of proxies) proxy.pulse();
    for (;;) {
      await changes.next();
      const { instances } = await control.call.instances.screen.query();
      if (instances.every(({ health }) => health !== null)) break;
    }
    await changes.return();
    await send(1, rolledBack(route, byOperator));
    expect((await detail(route.routeId)).route).toMatchObject({ stage: 'shadow' });
    expect((await detail(route.routeId)).history[0]).toMatchObject({ actor: 'operator@b' });
  });

  it('is shown on the route until the instance serves it again', async () => {
    const { routeId } = await liveRoute();
    const changes = control.context.live.changes(undefined);
    proxies[2]?.send({ type: 'applied', revision: 1_000_000 });
    proxies[2]?.pulse({ heldBack: [routeId] });
    for (;;) {
      await changes.next();
      const { appliedBy } = (await detail(routeId)).route;
      if (appliedBy.behind.some(({ instance, heldBack }) => instance === 'c' && heldBack)) break;
    }
    await changes.return();
  });
});

describe('spread and noise', () => {
  it('are told by tallies and feed the gate', async () => {
    const { routeId, revision } = await routeInShadow(control, 'proven');
    const signature = { place: 'body', path: '$.amount', kind: 'value', why: null } as const;
    const hourAgo = (hours: number) => Math.floor(Date.now() / 1_000) - 3_600 * hours;
    const targets = (from: number) => ({
      smallest: Array.from({ length: 600 }, (_, at) => from + at),
      frequent: [{ target: 7, count: 100 }],
      missed: 50,
    });
    const tally = { routeId, revision, matches: 490, mismatches: 10, controlComparisons: 500 };
    const noise = [{ signature, count: 9 }];
    await send(
      0,
      tallyOf({ ...tally, targets: targets(0), noise }),
      tallyOf({ ...tally, targets: targets(300), noise }),
      ...Array.from({ length: 22 }, (_, at) =>
        tallyOf({ routeId, revision, matches: 1, second: hourAgo(at) }),
      ),
    );
    const { route, signatures } = await detail(routeId);
    expect(route.epoch).toMatchObject({ distinctTargets: 900, controlComparisons: 1_000 });
    const spread = route.gate.conditions.find(({ id }) => id === 'spread');
    expect(spread?.words).toMatch(/900/);
    expect(signatures[0]?.noise).toMatchObject({ raw: 20, noise: 18, verdict: 'noise' });
  });
});
