import { closeCodes } from '@delta-guard/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import { newSpool, TestProxy } from '../testing/test-proxy.ts';
import { tellMissingSpools } from './missing-spools.ts';

let control: TestControlPlane;
/** Added to the clock of the control plane. */
let laterMs = 0;

beforeAll(async () => {
  control = await startOwnControlPlane({ now: () => Date.now() + laterMs });
});
afterAll(() => control?.close());

const rowOf = (spool: string) => control.context.db.spool.findUniqueOrThrow({ where: { spool } });

/** Waits until the control plane has noted that the link is gone. */
async function gone(spool: string): Promise<void> {
  while ((await rowOf(spool)).connectedAt !== null) await new Promise((resolve) => setImmediate(resolve));
}

/** A run that is over, and how: what it said, or nothing. */
async function runThatEnds(instance: string, how: 'killed' | 'ended'): Promise<string> {
  const spool = newSpool();
  const run = await TestProxy.join(control, { spool, instance });
  if (how === 'killed') run.socket.terminate();
  else run.socket.close(closeCodes.ended);
  await gone(spool);
  return spool;
}

/** A while later the run is heard, as each second. */
async function heardLater(run: TestProxy, spool: string): Promise<void> {
  laterMs += 60_000;
  const before = await rowOf(spool);
  run.pulse();
  while ((await rowOf(spool)).lastSeen.getTime() < before.lastSeen.getTime() + 50_000)
    await new Promise((resolve) => setImmediate(resolve));
}

const gapsOf = async (instance: string) =>
  (await control.call.routes.screen.query()).gaps.filter((gap) => gap.instance === instance);

it('a spool that was deleted is told as a gap once, shown on the routes, and closes coverage', async () => {
  const { routeId } = await routeInShadow(control);
  await runThatEnds('deleted', 'killed');
  const spool = newSpool();
  const next = await TestProxy.join(control, { spool, instance: 'deleted' });
  expect(await tellMissingSpools(control.context)).toBe(0);
  await heardLater(next, spool);
  expect(await tellMissingSpools(control.context)).toBe(1);
  expect(await gapsOf('deleted')).toEqual([
    expect.objectContaining({ lostEvents: null, reason: expect.stringContaining('did not find its spool') }),
  ]);
  const { route } = await control.call.routes.detail.query({ routeId, range: '15m' });
  const coverage = route.gate.conditions.find(({ id }) => id === 'coverage');
  expect(coverage).toMatchObject({ met: false, words: expect.stringContaining('did not find its spool') });
  expect(await tellMissingSpools(control.context)).toBe(0);
  await next.leave();
});

it('a run that said that nothing is left is not missed', async () => {
  await runThatEnds('ended', 'ended');
  const spool = newSpool();
  const next = await TestProxy.join(control, { spool, instance: 'ended' });
  await heardLater(next, spool);
  expect(await tellMissingSpools(control.context)).toBe(0);
  await next.leave();
});

it('a spool that the next run took up is not missed', async () => {
  const dead = await runThatEnds('adopted', 'killed');
  const spool = newSpool();
  const next = await TestProxy.join(control, { spool, instance: 'adopted' });
  const left = await TestProxy.join(control, { spool: dead, instance: 'adopted', adoptedBy: spool });
  await left.leave();
  await heardLater(next, spool);
  expect(await tellMissingSpools(control.context)).toBe(0);
  await next.leave();
});

it('a run that is away is expected back as long as none follows it under its label', async () => {
  await runThatEnds('away', 'killed');
  const spool = newSpool();
  const other = await TestProxy.join(control, { spool, instance: 'another' });
  await heardLater(other, spool);
  expect(await tellMissingSpools(control.context)).toBe(0);
  await other.leave();
});

it('a run that was replaced while it served, as a worker is, counts no more once it said that nothing is left', async () => {
  const counted = async () =>
    (await control.call.instances.screen.query()).instances.flatMap(({ instance, spool }) =>
      instance === 'replaced' ? [spool] : [],
    );
  const before = newSpool();
  const replaced = await TestProxy.join(control, { spool: before, instance: 'replaced' });
  const spool = newSpool();
  const next = await TestProxy.join(control, { spool, instance: 'replaced' });
  laterMs += 1_000;
  replaced.pulse();
  while ((await rowOf(before)).lastSeen <= (await rowOf(spool)).firstConnectedAt)
    await new Promise((resolve) => setImmediate(resolve));
  expect(await counted()).toHaveLength(2);
  replaced.socket.close(closeCodes.ended);
  await gone(before);
  expect(await counted()).toEqual([spool]);
  next.socket.close(closeCodes.ended);
  await gone(spool);
  expect(await counted()).toEqual([spool]);
});
