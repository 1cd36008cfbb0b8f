import { presetPolicies } from '@delta-guard/gate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf } from '../../testing/refusal-of.ts';
import { routeInShadow } from '../../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../../testing/start-test-control-plane.ts';
import { TestProxy } from '../../testing/test-proxy.ts';

let control: TestControlPlane;

beforeAll(async () => {
  control = await startOwnControlPlane();
});
afterAll(() => control?.close());

const detail = (routeId: string) => control.call.routes.detail.query({ routeId, range: '15m' });

describe('an own policy', () => {
  it('is its preset with what it changes, and judges the routes that are given it', async () => {
    const { policies } = control.call;
    const changes = { windowSize: 500, fallbackWaitMs: 750 };
    await policies.create.mutate({ name: 'night shift', preset: 'trial', changes });
    const { policies: rows } = await policies.screen.query();
    expect(rows.find(({ name }) => name === 'night shift')).toMatchObject({
      preset: 'trial',
      own: true,
      routes: 0,
      policy: { ...presetPolicies.trial, ...changes },
    });
    const { routeId } = await routeInShadow(control, 'night shift');
    expect((await detail(routeId)).route).toMatchObject({ policy: 'night shift', window: { size: 500 } });
    const proxy = await TestProxy.join(control);
    const config = await proxy.config(0);
    expect(config.routes.find(({ id }) => id === routeId)).toMatchObject({ fallbackWaitMs: 750 });
    await proxy.leave();
  });

  it('begins a new epoch on its routes when it is edited, and none when nothing differs', async () => {
    const { policies } = control.call;
    await policies.create.mutate({ name: 'edited', preset: 'trial', changes: { windowSize: 500 } });
    const { routeId } = await routeInShadow(control, 'edited');
    const other = await routeInShadow(control, 'trial');
    await policies.edit.mutate({ name: 'edited', preset: 'trial', changes: { windowSize: 500 } });
    expect((await detail(routeId)).route.epoch?.ordinal).toBe(1);
    await policies.edit.mutate({ name: 'edited', preset: 'trial', changes: { windowSize: 600 } });
    const { route, history } = await detail(routeId);
    expect(route).toMatchObject({ window: { size: 600 }, epoch: { ordinal: 2, startedBy: 'policy' } });
    expect(history[0]).toMatchObject({
      verb: 'policy.edit',
      detail: expect.stringContaining('windowSize from 500 to 600'),
    });
    expect((await detail(other.routeId)).route.epoch?.ordinal).toBe(1);
  });

  it('is refused where it would judge wrongly, where its name is taken, and removed only where it judges nothing', async () => {
    const { policies } = control.call;
    const wrong = policies.create.mutate({
      name: 'wrong',
      preset: 'proven',
      changes: { mismatchRateLimit: 0.5, windowSize: 0 },
    });
    expect(await refusalOf(wrong)).toMatchObject({
      reason: 'policyInvalid',
      message: expect.stringMatching(/windowSize must be.*guardMismatchRates/),
    });
    const preset = policies.create.mutate({ name: 'proven', preset: 'proven', changes: {} });
    expect((await refusalOf(preset)).reason).toBe('policyExists');
    await policies.create.mutate({ name: 'used', preset: 'trial', changes: {} });
    const { routeId } = await routeInShadow(control, 'used');
    expect((await refusalOf(policies.remove.mutate({ name: 'used' }))).reason).toBe('policyInUse');
    await control.call.routes.setPolicy.mutate({ routeId, policy: 'trial' });
    await policies.remove.mutate({ name: 'used' });
    const gone = control.call.routes.setPolicy.mutate({ routeId, policy: 'used' });
    expect((await refusalOf(gone)).reason).toBe('policyNotFound');
  });
});
