import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tallyOf } from '../../testing/events.ts';
import { joinHealthy } from '../../testing/healthy-proxy.ts';
import { refusalOf } from '../../testing/refusal-of.ts';
import { routeInShadow } from '../../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../../testing/start-test-control-plane.ts';
import type { TestProxy } from '../../testing/test-proxy.ts';

let control: TestControlPlane;
let proxy: TestProxy;
let nowMs = Date.now();

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

describe('roll back', () => {
  it('asks for no reason', async () => {
    const { routeId } = await routeInShadow(control);
    await control.call.routes.rollBack.mutate({ routeId, to: 'off', reason: '  ' });
    const { history } = await detail(routeId);
    expect(history[0]).toMatchObject({ detail: expect.stringContaining('to off: no reason given') });
  });

  it('takes a live route to shadow at once, cools it down, and begins a new epoch', async () => {
    const route = await routeInShadow(control);
    await prove(route);
    const { routeId } = route;
    await control.call.routes.promote.mutate({ routeId, version: 2, to: 'live' });
    const back = await control.call.routes.rollBack.mutate({
      routeId,
      to: 'shadow',
      reason: 'amounts are wrong',
    });
    const { route: after, history } = await detail(routeId);
    expect(after).toMatchObject({ stage: 'shadow', version: 4, coolDownUntilMs: nowMs + 10_000 });
    expect(after.epoch).toMatchObject({ ordinal: 2, startedBy: 'rollback', comparisons: 0 });
    expect(history[0]).toMatchObject({
      verb: 'route.rollBack',
      detail: expect.stringContaining('amounts are wrong'),
    });

    await prove({ routeId, revision: back.revision }, 3_000);
    const calm = (await detail(routeId)).route.gate.conditions.find((condition) => condition.id === 'calm');
    expect(calm).toMatchObject({ met: false, metAtMs: nowMs + 10_000 });
    expect(
      (await refusalOf(control.call.routes.promote.mutate({ routeId, version: 4, to: 'live' }))).reason,
    ).toBe('gateClosed');
    nowMs += 10_001;
    const [silent] = (await control.call.instances.screen.query()).instances;
    expect(silent).toMatchObject({ connected: true, lagMs: 10_001 });
    const shut = (await detail(routeId)).route.gate.conditions.find(({ id }) => id === 'flow');
    expect(shut).toMatchObject({ met: false, words: expect.stringContaining('healthy lags 11 s behind') });
    await prove({ routeId, revision: back.revision }, 1);
    await control.call.routes.promote.mutate({ routeId, version: 4, to: 'live' });
  });

  it('changes nothing where the route is there already', async () => {
    const { routeId } = await routeInShadow(control);
    await control.call.routes.rollBack.mutate({ routeId, to: 'off', reason: 'first' });
    const before = await detail(routeId);
    const again = await control.call.routes.rollBack.mutate({ routeId, to: 'off', reason: 'second' });
    await control.call.routes.rollBack.mutate({ routeId, to: 'shadow', reason: 'not forward' });
    const after = await detail(routeId);
    expect(after.route).toMatchObject({ stage: 'off', version: before.route.version });
    expect(after.history).toEqual(before.history);
    expect((await control.call.routes.screen.query()).revision).toBe(again.revision);
  });

  it('follows the guard of one instance for the whole fleet, also on an older version of the same epoch', async () => {
    const route = await routeInShadow(control);
    const { routeId } = route;
    await prove(route);
    await control.call.routes.promote.mutate({ routeId, version: 2, to: 'live' });
    const report = {
      type: 'rolledBack',
      id: randomUUID(),
      routeId,
      at: nowMs,
      trigger: 'mismatch',
      reason: '3 mismatches in a row',
      evidence: null,
    } as const;
    await proxy.tell([{ ...report, routeVersion: 2 }]);
    const { route: after, history } = await detail(routeId);
    expect(after).toMatchObject({ stage: 'shadow', version: 4 });
    expect(history[0]).toMatchObject({
      actor: 'guard@healthy',
      detail: expect.stringContaining('3 mismatches'),
    });
  });
});

describe('the rest of a route', () => {
  it('begins a new epoch with another policy, and none with the same', async () => {
    const { routeId } = await routeInShadow(control);
    await control.call.routes.setPolicy.mutate({ routeId, policy: 'trial' });
    expect((await detail(routeId)).route.epoch?.ordinal).toBe(1);
    await control.call.routes.setPolicy.mutate({ routeId, policy: 'proven' });
    const { route } = await detail(routeId);
    expect(route).toMatchObject({ policy: 'proven', window: { size: 10_000 } });
    expect(route.epoch).toMatchObject({ ordinal: 2, startedBy: 'policy' });
  });

  it('comes back after its removal with its epochs counted on', async () => {
    const { routeId } = await routeInShadow(control);
    const { route } = await detail(routeId);
    await control.call.routes.remove.mutate({ routeId });
    expect((await refusalOf(detail(routeId))).reason).toBe('routeNotFound');
    const again = await control.call.routes.add.mutate({
      method: 'GET',
      template: route.template,
      policy: 'trial',
    });
    expect(again.routeId).toBe(routeId);
    const { route: back } = await detail(routeId);
    expect(back).toMatchObject({ stage: 'off', epoch: { ordinal: 2 } });
    expect(back.version).toBeGreaterThan(route.version);
  });

  it('is not removed while the candidate answers its clients', async () => {
    const route = await routeInShadow(control);
    await prove(route);
    await control.call.routes.promote.mutate({ routeId: route.routeId, version: 2, to: 'live' });
    const refusal = await refusalOf(control.call.routes.remove.mutate({ routeId: route.routeId }));
    expect(refusal.reason).toBe('routeAnswersClients');
  });

  it.each([
    'accounts',
    '',
    '/a/:id((a+)+$)',
    '/a/:id-x',
    '/a//b',
    '/a/:',
    '/a b',
    '/a/*/b',
    '/é',
    '/\u0000',
    `/${'x'.repeat(3_000)}`,
  ])('is not made for the template %j', async (template) => {
    const refusal = await refusalOf(
      control.call.routes.add.mutate({ method: 'GET', template, policy: 'trial' }),
    );
    expect(refusal).toMatchObject({ reason: 'templateInvalid', status: 400 });
  });

  it('is not made twice', async () => {
    const add = () => control.call.routes.add.mutate({ method: 'GET', template: '/twice', policy: 'trial' });
    await add();
    expect((await refusalOf(add())).reason).toBe('routeExists');
  });

  it.each(['/twins/:other/list', '/twins/:id/list'])(
    'is not made where a route of the same shape is, which a proxy could not tell apart: %s',
    async (template) => {
      const add = (path: string) =>
        control.call.routes.add.mutate({ method: 'GET', template: path, policy: 'trial' });
      await add('/twins/:id/list').catch(() => {});
      expect(await refusalOf(add(template))).toMatchObject({ reason: 'routeExists' });
    },
  );

  it('takes its change back whole where the audit row cannot be written (P11)', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const { db } = control.context;
    await db.$executeRaw`alter table audit add constraint no_more check (at < '2000-01-01') not valid`;
    try {
      const refusal = await refusalOf(
        control.call.routes.rollBack.mutate({ routeId, to: 'off', reason: 'x' }),
      );
      expect(refusal).toMatchObject({
        status: 500,
        message: expect.stringMatching(/^Something failed here/),
      });
      const id = refusal.message.match(/[0-9a-f-]{36}/)?.[0];
      expect(control.log.with('procedure failed').at(-1)).toMatchObject({ id, procedure: 'routes.rollBack' });
    } finally {
      await db.$executeRaw`alter table audit drop constraint no_more`;
    }
    expect((await detail(routeId)).route).toMatchObject({ stage: 'shadow', version: 2 });
    expect((await control.call.routes.screen.query()).revision).toBe(revision);
  });

  it('says that there is none for an id that is not known', async () => {
    expect((await refusalOf(detail(randomUUID()))).reason).toBe('routeNotFound');
    const input = { routeId: 'no-uuid', range: '15m' } as const;
    expect(await refusalOf(control.call.routes.detail.query(input))).toMatchObject({
      status: 400,
      message: 'routeId: Invalid UUID',
    });
  });
});
