import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advanceRoutes } from '../../advance/auto-advance.ts';
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
  control = await startOwnControlPlane({ now: () => nowMs, jobs: 'off' });
  proxy = await joinHealthy(control, 'healthy', { servedStages: ['off', 'shadow', 'guarded', 'live'] });
});
afterAll(() => control?.close());

const detail = (routeId: string) => control.call.routes.detail.query({ routeId, range: '15m' });

async function prove({ routeId, revision }: { routeId: string; revision: number }) {
  await proxy.tell([tallyOf({ routeId, revision, build: 'v1', matches: 2_000 })]);
}

describe('an override', () => {
  it('promotes against the gate with a reason, which stays on the route', async () => {
    const { routeId } = await routeInShadow(control);
    const ask = { routeId, version: 2, to: 'guarded' } as const;
    expect((await refusalOf(control.call.routes.promote.mutate(ask))).reason).toBe('gateClosed');
    const empty = control.call.routes.promote.mutate({ ...ask, override: '  ' });
    expect((await refusalOf(empty)).status).toBe(400);
    await control.call.routes.promote.mutate({ ...ask, override: 'the legacy dies tonight' });
    const { route, history, moves } = await detail(routeId);
    expect(route.stage).toBe('guarded');
    expect(history[0]).toMatchObject({
      verb: 'route.override',
      detail: expect.stringMatching(
        /although window, evidence.* and \w+ are not met: the legacy dies tonight/,
      ),
    });
    expect(moves[0]).toMatchObject({ overridden: true, reason: 'the legacy dies tonight' });
  });

  it('lets nothing else pass: no stage is skipped, no unsafe method leaves off', async () => {
    const { routeId } = await routeInShadow(control);
    const skip = control.call.routes.promote.mutate({ routeId, version: 2, to: 'live', override: 'now' });
    expect((await refusalOf(skip)).reason).toBe('moveNotAllowed');
    const unsafe = await control.call.routes.add.mutate({ method: 'PUT', template: '/put', policy: 'trial' });
    const leave = control.call.routes.promote.mutate({
      routeId: unsafe.routeId,
      version: 1,
      to: 'shadow',
      override: 'now',
    });
    expect((await refusalOf(leave)).reason).toBe('unsafeMethod');
  });
});

describe('the evidence of a move', () => {
  it('is kept as it was, for promotions and rollbacks, and is never changed', async () => {
    const route = await routeInShadow(control);
    const { routeId } = route;
    await prove(route);
    await control.call.routes.promote.mutate({ routeId, version: 2, to: 'guarded' });
    await control.call.routes.rollBack.mutate({ routeId, to: 'shadow', reason: 'amounts are wrong' });
    const { moves } = await detail(routeId);
    expect(moves.map(({ kind, toStage }) => [kind, toStage])).toEqual([
      ['rollBack', 'shadow'],
      ['promote', 'guarded'],
      ['promote', 'shadow'],
    ]);
    const [back, promoted] = moves;
    const download = await fetch(`${control.origin}/api/v1/evidence/${promoted?.id}`);
    expect(download.headers.get('content-disposition')).toContain('attachment');
    const bundle = await download.json();
    expect(bundle).toMatchObject({
      version: 1,
      move: { kind: 'promote', from: 'shadow', to: 'guarded', routeVersion: 3, overridden: false },
      policy: { name: 'trial' },
      build: 'v1',
      buildsSeen: ['v1'],
      epoch: { ordinal: 1, comparisons: 2_000, mismatches: 0 },
      gate: { open: true },
      rules: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    const rolledBack = await control.call.evidence.screen.query({ evidenceId: back?.id ?? '' });
    expect(rolledBack.bundle).toMatchObject({ why: 'amounts are wrong', epoch: { ordinal: 1 } });
    await expect(
      control.context.db.evidence.update({ where: { id: back?.id ?? '' }, data: { reason: 'nothing' } }),
    ).rejects.toThrow(/never changed/);
    await expect(control.context.db.evidence.delete({ where: { id: back?.id ?? '' } })).rejects.toThrow(
      /never changed or deleted/,
    );
    await expect(control.context.db.route.delete({ where: { id: routeId } })).rejects.toThrow(
      /never changed or deleted/,
    );
    expect((await fetch(`${control.origin}/api/v1/evidence/${routeId}`)).status).toBe(404);
  });
});

describe('a pause', () => {
  it('shuts the gate of one route and says so, until it ends; a rollback is not held up', async () => {
    const route = await routeInShadow(control);
    const { routeId } = route;
    await prove(route);
    const { settings } = await detail(routeId);
    await control.call.routes.setSettings.mutate({ routeId, settings: { ...settings, paused: true } });
    const paused = await detail(routeId);
    expect(paused.route.gate).toMatchObject({
      open: false,
      conditions: expect.arrayContaining([
        expect.objectContaining({
          id: 'calm',
          met: false,
          words: 'No promotion now: the route is paused.',
          metAtMs: null,
        }),
      ]),
    });
    expect(paused.history[0]?.detail).toContain('pause from off to on');
    const ask = { routeId, version: 2, to: 'guarded' } as const;
    expect((await refusalOf(control.call.routes.promote.mutate(ask))).reason).toBe('gateClosed');
    await control.call.routes.setSettings.mutate({ routeId, settings: { ...settings, paused: false } });
    await control.call.routes.promote.mutate(ask);
    await control.call.routes.setSettings.mutate({ routeId, settings: { ...settings, paused: true } });
    await control.call.routes.rollBack.mutate({ routeId, to: 'shadow', reason: 'while it is paused' });
    expect((await detail(routeId)).route.stage).toBe('shadow');
  });
});

describe('a freeze', () => {
  it('stops promotions, override included, until it is lifted, and never a rollback', async () => {
    const route = await routeInShadow(control);
    const { routeId } = route;
    await prove(route);
    await control.call.routes.promote.mutate({ routeId, version: 2, to: 'guarded' });
    await control.call.gateway.setStop.mutate({ stopped: true, reason: 'year end' });
    const { route: frozen, legalMoves } = await detail(routeId);
    expect(frozen.gate.conditions.find(({ id }) => id === 'calm')).toMatchObject({
      met: false,
      words: expect.stringContaining('year end'),
    });
    expect(legalMoves.find(({ kind }) => kind === 'promote')?.allowed).toBe(false);
    const ask = { routeId, version: 3, to: 'live' } as const;
    expect((await refusalOf(control.call.routes.promote.mutate(ask))).reason).toBe('gateClosed');
    const forced = control.call.routes.promote.mutate({ ...ask, override: 'must' });
    expect(await refusalOf(forced)).toMatchObject({
      reason: 'frozen',
      message: expect.stringContaining('year end'),
    });
    await control.call.routes.rollBack.mutate({ routeId, to: 'shadow', reason: 'back' });
    await control.call.gateway.setStop.mutate({ stopped: false, reason: 'books are closed' });
    expect((await control.call.routes.screen.query()).freeze.frozen).toBe(false);
  });

  it('of a dated window begins and ends by the clock', async () => {
    const route = await routeInShadow(control);
    await prove(route);
    const window = { kind: 'dated', fromMs: nowMs + 1_000, untilMs: nowMs + 3_000 } as const;
    await control.call.freezes.add.mutate({ window, reason: 'release night' });
    const ask = { routeId: route.routeId, version: 2, to: 'guarded' } as const;
    nowMs += 1_000;
    expect((await refusalOf(control.call.routes.promote.mutate(ask))).message).toContain('release night');
    nowMs += 2_000;
    await control.call.routes.promote.mutate(ask);
    const { freezes } = await control.call.freezes.screen.query();
    await control.call.freezes.remove.mutate({ freezeId: freezes[0]?.id ?? '' });
    const wrong = control.call.freezes.add.mutate({
      window: {
        kind: 'weekly',
        fromDay: 'friday',
        from: '16:00',
        untilDay: 'monday',
        until: '25:00',
        timeZone: 'Europe/Berlin',
      },
      reason: 'weekend',
    });
    expect((await refusalOf(wrong)).status).toBe(400);
  });
});

describe('automatic advance', () => {
  it('goes as far as a route allows, a step at a time, while the gate is open', async () => {
    const route = await routeInShadow(control);
    const other = await routeInShadow(control);
    const { routeId } = route;
    await prove(route);
    await prove(other);
    expect(await advanceRoutes(control.context)).toBe(0);
    const { settings } = await detail(routeId);
    await control.call.routes.setSettings.mutate({
      routeId,
      settings: { ...settings, autoAdvanceTo: 'guarded' },
    });
    expect(await advanceRoutes(control.context)).toBe(1);
    expect(await advanceRoutes(control.context)).toBe(0);
    const { route: after, history } = await detail(routeId);
    expect(after.stage).toBe('guarded');
    expect(history[0]).toMatchObject({ actor: 'automatic', verb: 'route.promote' });
    expect((await detail(other.routeId)).route.stage).toBe('shadow');
  });

  it('does not go while promotions are stopped', async () => {
    const route = await routeInShadow(control);
    await prove(route);
    const { settings } = await detail(route.routeId);
    await control.call.routes.setSettings.mutate({
      routeId: route.routeId,
      settings: { ...settings, autoAdvanceTo: 'live' },
    });
    await control.call.gateway.setStop.mutate({ stopped: true, reason: 'wait' });
    expect(await advanceRoutes(control.context)).toBe(0);
    await control.call.gateway.setStop.mutate({ stopped: false, reason: 'go' });
    expect(await advanceRoutes(control.context)).toBe(1);
    expect(await advanceRoutes(control.context)).toBe(1);
    expect((await detail(route.routeId)).route.stage).toBe('live');
  });
});
