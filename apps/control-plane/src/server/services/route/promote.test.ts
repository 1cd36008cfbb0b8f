import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tallyOf } from '../../testing/events.ts';
import { joinHealthy } from '../../testing/healthy-proxy.ts';
import { refusalOf } from '../../testing/refusal-of.ts';
import { routeInShadow } from '../../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../../testing/start-test-control-plane.ts';
import type { TestProxy } from '../../testing/test-proxy.ts';

let control: TestControlPlane;
let proxy: TestProxy;
const nowMs = Date.now();

beforeAll(async () => {
  control = await startOwnControlPlane({ now: () => nowMs });
  proxy = await joinHealthy(control);
});
afterAll(() => control?.close());

const detail = (routeId: string) => control.call.routes.detail.query({ routeId, range: '15m' });

async function prove(route: { routeId: string; revision: number }, comparisons = 2_000) {
  await proxy.tell([tallyOf({ ...onlyIds(route), matches: comparisons })]);
}

function onlyIds({ routeId, revision }: { routeId: string; revision: number }) {
  return { routeId, revision };
}

describe('promote', () => {
  it('goes from shadow to live when the gate is open, raises the version, and writes down why', async () => {
    const route = await routeInShadow(control);
    await prove(route);
    const before = await detail(route.routeId);
    expect(before.route).toMatchObject({ nextStage: 'live', gate: { open: true } });
    const { revision } = await control.call.routes.promote.mutate({
      routeId: route.routeId,
      version: before.route.version,
      to: 'live',
    });
    expect(revision).toBeGreaterThan(route.revision);
    const after = await detail(route.routeId);
    expect(after.route).toMatchObject({ stage: 'live', version: before.route.version + 1 });
    expect(after.route.epoch?.ordinal).toBe(1);
    expect(after.history[0]).toMatchObject({
      verb: 'route.promote',
      actor: expect.stringMatching(/^operator@/),
      detail: expect.stringContaining('0 mismatches in 2,000 comparisons of epoch 1'),
    });
  });

  it('is refused with each unmet condition while the gate is closed, and changes nothing', async () => {
    const { routeId } = await routeInShadow(control);
    const before = await detail(routeId);
    const refusal = await refusalOf(control.call.routes.promote.mutate({ routeId, version: 2, to: 'live' }));
    expect(refusal).toMatchObject({ reason: 'gateClosed', status: 412 });
    expect(refusal.message).toContain('The window holds 0 of the 200 comparisons');
    const after = await detail(routeId);
    expect(after.route.stage).toBe('shadow');
    expect(after.history).toEqual(before.history);
  });

  it('is refused on another version than the operator saw', async () => {
    const route = await routeInShadow(control);
    await prove(route);
    const refusal = await refusalOf(
      control.call.routes.promote.mutate({ routeId: route.routeId, version: 1, to: 'live' }),
    );
    expect(refusal).toMatchObject({ reason: 'versionStale', status: 409 });
  });

  it('commits once where two ask for it at the same moment', async () => {
    const route = await routeInShadow(control);
    await prove(route);
    const ask = () => control.call.routes.promote.mutate({ routeId: route.routeId, version: 2, to: 'live' });
    const results = await Promise.allSettled([ask(), ask(), ask()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect((await detail(route.routeId)).route.version).toBe(3);
  });

  it('commits on evidence without the mismatches or not at all, in a race with their batch', async () => {
    for (let round = 0; round < 15; round += 1) {
      const route = await routeInShadow(control);
      await prove(route, 450);
      const mismatches = proxy.tell([tallyOf({ ...onlyIds(route), matches: 100, mismatches: 100 })]);
      const promotion = control.call.routes.promote
        .mutate({ routeId: route.routeId, version: 2, to: 'live' })
        .then(
          () => true,
          () => false,
        );
      const [promoted] = await Promise.all([promotion, mismatches]);
      const after = await detail(route.routeId);
      expect(after.route.stage).toBe(promoted ? 'live' : 'shadow');
      if (promoted) expect(after.history[0]?.detail).toContain('0 mismatches in 450 comparisons');
    }
  });

  it('waits for the batch that holds the running epoch, and then judges with it', async () => {
    const route = await routeInShadow(control);
    await prove(route);
    const { db } = control.context;
    let promotion: Promise<{ reason: unknown }> | null = null;
    await db.$transaction(async (tx) => {
      await tx.$executeRaw`select 1 from epoch where route_id = ${route.routeId}::uuid for no key update`;
      promotion = refusalOf(
        control.call.routes.promote.mutate({ routeId: route.routeId, version: 2, to: 'live' }),
      );
      await untilWaiting();
      await tx.epoch.updateMany({
        where: { routeId: route.routeId },
        data: { mismatches: 500n },
      });
    });
    expect(await promotion).toMatchObject({ reason: 'gateClosed' });
  });

  it('never takes an unsafe method out of off', async () => {
    const { routeId } = await control.call.routes.add.mutate({
      method: 'POST',
      template: '/pay',
      policy: 'trial',
    });
    const refusal = await refusalOf(
      control.call.routes.promote.mutate({ routeId, version: 1, to: 'shadow' }),
    );
    expect(refusal.reason).toBe('unsafeMethod');
    await expect(
      control.context.db.route.update({ where: { id: routeId }, data: { stage: 'shadow' } }),
    ).rejects.toThrow();
  });

  it('skips no stage and knows no other', async () => {
    const { routeId } = await control.call.routes.add.mutate({
      method: 'GET',
      template: '/skip',
      policy: 'trial',
    });
    const toLive = control.call.routes.promote.mutate({ routeId, version: 1, to: 'live' });
    expect((await refusalOf(toLive)).reason).toBe('moveNotAllowed');
    const toGuarded = control.call.routes.promote.mutate({ routeId, version: 1, to: 'guarded' });
    expect((await refusalOf(toGuarded)).reason).toBe('stageNotServed');
  });
});

async function untilWaiting(): Promise<void> {
  for (;;) {
    const [row] = await control.context.db.$queryRaw<{ waiting: bigint }[]>`
      select count(*) as waiting from pg_stat_activity where wait_event_type = 'Lock'`;
    if (row && row.waiting > 0n) return;
  }
}
