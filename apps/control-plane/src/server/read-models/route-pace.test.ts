import { alphaOfEpoch, comparisonsNeeded } from '@delta-guard/gate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tallyOf } from '../testing/events.ts';
import { joinHealthy } from '../testing/healthy-proxy.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import type { TestProxy } from '../testing/test-proxy.ts';

let control: TestControlPlane;
let proxy: TestProxy;
const nowMs = Math.floor(Date.now() / 1_000) * 1_000;
const nowS = nowMs / 1_000;

beforeAll(async () => {
  control = await startOwnControlPlane({ now: () => nowMs });
  proxy = await joinHealthy(control, 'teller');
});
afterAll(() => control?.close());

const detail = (routeId: string) => control.call.routes.detail.query({ routeId, range: '15m' });

it('tells how many requests carried the sticky key, of the key as it is now', async () => {
  const { routeId, revision } = await routeInShadow(control);
  const { settings } = await detail(routeId);
  const setKey = (name: string) =>
    control.call.routes.setSettings.mutate({
      routeId,
      settings: { ...settings, stickyKey: { in: 'cookie', name } },
    });
  const at = (ago: number, of: number, keyed?: number) =>
    tallyOf({
      routeId,
      revision: of,
      second: nowS - ago,
      requests: 100,
      ...(keyed === undefined ? {} : { keyed }),
    });
  await proxy.tell([at(9, revision)]);
  expect((await detail(routeId)).keyCarried).toBeNull();
  const first = await setKey('sid');
  expect((await detail(routeId)).keyCarried).toBeNull();
  await proxy.tell([at(8, first.revision, 0), at(7, first.revision, 10)]);
  expect((await detail(routeId)).keyCarried).toEqual({ requests: 200, keyed: 10 });
  const second = await setKey('session');
  await proxy.tell([at(6, second.revision, 90)]);
  expect((await detail(routeId)).keyCarried).toEqual({ requests: 100, keyed: 90 });
});

it('forecasts by what is compared in the stage of now, not by the minute before it', async () => {
  const { routeId, revision } = await routeInShadow(control, 'proven');
  const { db } = control.context;
  const data = { createdAt: new Date((nowS - 3_600) * 1_000), stageSince: new Date((nowS - 6) * 1_000) };
  await db.route.update({ where: { id: routeId }, data });
  const shown = async () => {
    const evidence = (await detail(routeId)).route.gate.conditions.find(({ id }) => id === 'evidence');
    return ((evidence?.metAtMs ?? Number.NaN) - nowMs) / 60_000;
  };
  // 44 of 60 s with 100 requests each: 73.3 a second, all of which are compared since it stands in shadow.
  const at = (ago: number, stage: 'off' | 'shadow', matches: number) =>
    tallyOf({ routeId, revision, second: nowS - ago, stage, requests: 100, matches });
  await proxy.tell(Array.from({ length: 40 }, (_, n) => at(n + 7, 'off', 0)));
  expect(await shown()).toBeNaN();
  await proxy.tell([at(4, 'shadow', 100), at(3, 'shadow', 100), at(2, 'shadow', 100), at(1, 'shadow', 100)]);
  const missing = comparisonsNeeded(0, 1e-4, alphaOfEpoch(0.05, 1)) - 400;
  expect(await shown()).toBeCloseTo(missing / (4_400 / 60) / 60, 2);
});

it('says when coverage will be met, with the share that was compared in the present stage of late', async () => {
  const { routeId, revision } = await routeInShadow(control);
  const coverageOf = async () => {
    const { route } = await detail(routeId);
    const listed = (await control.call.routes.screen.query()).routes.find(({ id }) => id === routeId);
    const found = route.gate.conditions.find(({ id }) => id === 'coverage');
    expect(listed?.gate.conditions.find(({ id }) => id === 'coverage')?.met).toBe(found?.met);
    return found;
  };
  const { db } = control.context;
  await db.route.update({
    where: { id: routeId },
    data: { createdAt: new Date(nowMs - 3_600_000), stageSince: new Date(nowMs - 40_000) },
  });
  const tallied = (ago: number, missed: number) =>
    tallyOf({
      routeId,
      revision,
      second: nowS - ago,
      requests: 60 + missed,
      matches: 60,
      notCompared: missed > 0 ? { shadowBusy: missed } : {},
    });
  await proxy.tell([tallied(50, 20)]);
  const before = await coverageOf();
  expect(before).toMatchObject({ met: false, metAtMs: null });
  expect(before?.words).toContain('none has come of late');
  await proxy.tell([tallied(20, 0), tallied(10, 0)]);
  const clean = await coverageOf();
  // 180 of 200 are compared, 99 % are asked for: 1,800 more of those that come at the rate of the last minute.
  expect(clean?.words).toMatch(/which 1,80[01] more without a miss would outweigh\.$/);
  expect(((clean?.metAtMs ?? 0) - nowMs) / 1_000).toBeCloseTo(1_800 / (200 / 60), -1);
  await proxy.tell([tallied(5, 5)]);
  const poor = await coverageOf();
  expect(poor?.metAtMs).toBeNull();
  expect(poor?.words).toContain('of late it will not be met');
});
