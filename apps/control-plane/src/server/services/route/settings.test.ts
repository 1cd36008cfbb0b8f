import { stages } from '@delta-guard/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tallyOf } from '../../testing/events.ts';
import { joinHealthy } from '../../testing/healthy-proxy.ts';
import { refusalOf } from '../../testing/refusal-of.ts';
import { routeInShadow } from '../../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../../testing/start-test-control-plane.ts';
import type { TestProxy } from '../../testing/test-proxy.ts';

let control: TestControlPlane;
let proxy: TestProxy;

beforeAll(async () => {
  control = await startOwnControlPlane();
  proxy = await joinHealthy(control, 'healthy', { servedStages: [...stages] });
});
afterAll(() => control?.close());

const detail = (routeId: string) => control.call.routes.detail.query({ routeId, range: '15m' });
const sticky = { in: 'cookie', name: 'session' } as const;

async function configOf(routeId: string, revision: number) {
  const { routes } = await proxy.config(revision);
  const config = routes.find(({ id }) => id === routeId);
  if (!config) throw new Error('the route is not in the config');
  return config;
}

describe('the config of a route', () => {
  it('has the detectors of its policy, and null where one is switched off for it', async () => {
    const { routeId, revision } = await routeInShadow(control);
    expect((await configOf(routeId, revision)).guard).toEqual({
      mismatch: { p0: 0.01, p1: [0.03, 0.1, 0.3], alarmAt: 1e7 },
      latency: { p0: 0.25, p1: [0.4, 0.6, 0.8], alarmAt: 1e7 },
      breaker: { failures: 5, clientsMin: 2 },
    });
    const { settings } = await detail(routeId);
    const guard = { mismatch: true, latency: false, breaker: true };
    const changed = await control.call.routes.setSettings.mutate({
      routeId,
      settings: {
        ...settings,
        guard,
        stickyKey: sticky,
        sampling: { share: 0.5, by: sticky },
        controlShare: 0.1,
        recheckPerSecondMax: 3,
        bodies: 'none',
      },
    });
    expect(await configOf(routeId, changed.revision)).toMatchObject({
      guard: { mismatch: { p0: 0.01 }, latency: null, breaker: { failures: 5 } },
      stickyKey: sticky,
      sampling: { share: 0.5, by: sticky },
      controlShare: 0.1,
      recheckPerSecondMax: 3,
      bodies: 'none',
    });
    const { history, route } = await detail(routeId);
    expect(history[0]).toMatchObject({
      verb: 'route.setSettings',
      detail: expect.stringContaining('latency detector from on to off'),
    });
    expect(route).toMatchObject({ version: 2, epoch: { ordinal: 1 } });
  });

  it('takes the build header of the gateway where it has none of its own', async () => {
    const { routeId } = await routeInShadow(control);
    const { revision } = await control.call.gateway.setBuildHeader.mutate({ buildHeader: 'x-build' });
    expect((await configOf(routeId, revision)).buildHeader).toBe('x-build');
    const { settings } = await detail(routeId);
    const own = await control.call.routes.setSettings.mutate({
      routeId,
      settings: { ...settings, buildHeader: 'x-version' },
    });
    expect((await configOf(routeId, own.revision)).buildHeader).toBe('x-version');
    await control.call.gateway.setBuildHeader.mutate({ buildHeader: null });
  });

  it('refuses what is no header and no share, and changes nothing where nothing differs', async () => {
    const { routeId } = await routeInShadow(control);
    const { settings, history } = await detail(routeId);
    const wrong = control.call.routes.setSettings.mutate({
      routeId,
      settings: { ...settings, buildHeader: 'x build' },
    });
    expect((await refusalOf(wrong)).status).toBe(400);
    await control.call.routes.setSettings.mutate({ routeId, settings });
    expect((await detail(routeId)).history).toEqual(history);
  });
});

describe('canary', () => {
  it('is entered with a sticky key only, and goes one share at a time', async () => {
    const route = await routeInShadow(control);
    const { routeId } = route;
    await proxy.tell([tallyOf({ routeId, revision: route.revision, matches: 2_000 })]);
    const promote = async (to: 'guarded' | 'canary' | 'live') => {
      const { version } = (await detail(routeId)).route;
      return control.call.routes.promote.mutate({ routeId, version, to });
    };
    await promote('guarded');
    expect(await refusalOf(promote('canary'))).toMatchObject({
      reason: 'moveNotAllowed',
      message: expect.stringContaining('needs a sticky key'),
    });
    const before = await detail(routeId);
    expect(before.legalMoves[0]).toMatchObject({ to: 'canary', canaryShare: 0.01, allowed: false });
    await control.call.routes.setSettings.mutate({
      routeId,
      settings: { ...before.settings, stickyKey: sticky },
    });
    for (const share of [0.01, 0.05, 0.25, 0.5]) {
      expect((await detail(routeId)).route).toMatchObject({ nextStage: 'canary', nextCanaryShare: share });
      const { revision } = await promote('canary');
      const config = await configOf(routeId, revision);
      expect(config).toMatchObject({ stage: 'canary', canaryShare: share, stickyKey: sticky });
      if (share < 0.5) {
        expect((await refusalOf(promote('live'))).message).toContain('the next step is');
      }
    }
    const taken = control.call.routes.setSettings.mutate({ routeId, settings: before.settings });
    expect((await refusalOf(taken)).reason).toBe('moveNotAllowed');
    expect((await detail(routeId)).route).toMatchObject({ nextStage: 'live', canaryShare: 0.5 });
    const { revision } = await promote('live');
    expect(await configOf(routeId, revision)).toMatchObject({ stage: 'live', canaryShare: 0 });
    expect((await detail(routeId)).history.map((row) => row.detail)).toContainEqual(
      expect.stringContaining('from canary (5 % of clients) to canary (25 % of clients)'),
    );
  });
});
