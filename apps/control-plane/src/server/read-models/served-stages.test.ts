import { afterAll, beforeAll, expect, it } from 'vitest';
import { leaveSeen } from '../testing/leave-seen.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import { TestProxy } from '../testing/test-proxy.ts';

let control: TestControlPlane;

beforeAll(async () => {
  control = await startOwnControlPlane();
});
afterAll(() => control?.close());

it('a route may go where each connected proxy can follow, and while none is connected where the last ones could', async () => {
  const { routeId } = await routeInShadow(control);
  const served = async () => (await control.call.routes.detail.query({ routeId, range: '15m' })).servedStages;
  expect(await served(), 'nobody has ever joined').toEqual(['off', 'shadow', 'live']);

  const able = await TestProxy.join(control, {
    instance: 'able',
    servedStages: ['off', 'shadow', 'guarded', 'live'],
  });
  expect(await served()).toEqual(['off', 'shadow', 'guarded', 'live']);

  const plain = await TestProxy.join(control, { instance: 'plain', servedStages: ['off', 'shadow', 'live'] });
  expect(await served(), 'one cannot').toEqual(['off', 'shadow', 'live']);

  await leaveSeen(control, plain, 'plain');
  expect(await served(), 'that one is away').toEqual(['off', 'shadow', 'guarded', 'live']);

  const { instances } = await control.call.instances.screen.query();
  const spool = instances.find(({ instance }) => instance === 'plain')?.spool ?? '';
  await control.call.instances.retire.mutate({ spool, reason: 'taken off the rack' });
  await leaveSeen(control, able, 'able');
  expect(await served(), 'nobody is connected').toEqual(['off', 'shadow', 'guarded', 'live']);
});
