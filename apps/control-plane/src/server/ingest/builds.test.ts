import { stages } from '@delta-guard/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tallyOf } from '../testing/events.ts';
import { joinHealthy } from '../testing/healthy-proxy.ts';
import { medianOf } from '../testing/median-of.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import type { TestProxy } from '../testing/test-proxy.ts';

let control: TestControlPlane;
let proxy: TestProxy;

beforeAll(async () => {
  control = await startOwnControlPlane();
  proxy = await joinHealthy(control, 'a', { servedStages: [...stages] });
});
afterAll(() => control?.close());

const detail = (routeId: string) => control.call.routes.detail.query({ routeId, range: '15m' });
const epochs = async (routeId: string) =>
  (await detail(routeId)).epochs.map(({ ordinal, startedBy, build, comparisons }) => ({
    ordinal,
    startedBy,
    build,
    comparisons,
  }));

async function answer(tally: Parameters<typeof tallyOf>[0]) {
  await proxy.tell([tallyOf(tally)]);
}

/** In the stage wanted, with build `v1` proven. */
async function routeIn(stage: 'canary' | 'live') {
  const { routeId, revision } = await routeInShadow(control);
  const { settings } = await detail(routeId);
  await control.call.routes.setSettings.mutate({
    routeId,
    settings: { ...settings, stickyKey: { in: 'cookie', name: 'session' } },
  });
  await answer({ routeId, revision, build: 'v1', matches: 2_000 });
  let at = revision;
  for (;;) {
    const { route } = await detail(routeId);
    if (route.stage === stage || route.nextStage === null) return { routeId, revision: at };
    const asked = { routeId, version: route.version, to: route.nextStage };
    at = (await control.call.routes.promote.mutate(asked)).revision;
  }
}

describe('a build that is seen on a route for the first time', () => {
  it('names the running epoch as long as that holds no evidence', async () => {
    const { routeId, revision } = await routeInShadow(control);
    await answer({ routeId, revision, build: 'v1', matches: 5 });
    expect(await epochs(routeId)).toEqual([
      { ordinal: 1, startedBy: 'adopted', build: 'v1', comparisons: 5 },
    ]);
  });

  it.each(['canary', 'live'] as const)(
    'begins an epoch in %s, shuts the gate and takes the route to guarded within two seconds',
    async (stage) => {
      const tookMs: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const { routeId, revision } = await routeIn(stage);
        const before = await detail(routeId);
        expect(before.route).toMatchObject({ stage, gate: { open: true } });
        const startedAt = performance.now();
        await answer({ routeId, revision, build: 'v2', stage, matches: 3 });
        await proxy.until(
          (message) =>
            message.type === 'config' &&
            message.config.routes.some(({ id, stage: now }) => id === routeId && now === 'guarded'),
        );
        tookMs.push(performance.now() - startedAt);
        const after = await detail(routeId);
        expect(after.route).toMatchObject({
          stage: 'guarded',
          version: before.route.version + 1,
          gate: { open: false },
          coolDownUntilMs: null,
          epoch: { ordinal: 2, startedBy: 'build', build: 'v2', comparisons: 3 },
        });
        expect(after.history[0]).toMatchObject({
          verb: 'route.build',
          actor: 'build@a',
          detail: expect.stringMatching(
            new RegExp(`build v2 answers, epoch 2 begins; from ${stage}.* to guarded`),
          ),
        });
      }
      expect(medianOf(tookMs)).toBeLessThan(2_000);
    },
  );

  it('keeps what the build before had proven, as every step back does, and nothing where there is none', async () => {
    const { routeId, revision } = await routeIn('live');
    await answer({ routeId, revision, build: 'v2', stage: 'live', matches: 3 });
    const [newest] = (await detail(routeId)).moves;
    expect(newest).toMatchObject({
      kind: 'rollBack',
      fromStage: 'live',
      toStage: 'guarded',
      actor: 'build@a',
    });
    const { bundle } = await control.call.evidence.screen.query({ evidenceId: newest?.id ?? '' });
    expect(bundle).toMatchObject({
      build: 'v1',
      buildsSeen: ['v1', 'v2'],
      gate: { open: true },
      epoch: { ordinal: 1, comparisons: 2_000, mismatches: 0 },
      alarm: null,
      why: expect.stringMatching(/build v2 answers: guarded by policy$/),
    });
    const other = await routeInShadow(control);
    for (const build of ['v1', 'v2']) {
      await answer({ routeId: other.routeId, revision: other.revision, build, matches: 5 });
    }
    expect((await detail(other.routeId)).moves.map(({ toStage }) => toStage)).toEqual(['shadow']);
  });

  it('begins an epoch in shadow and stays there', async () => {
    const { routeId, revision } = await routeInShadow(control);
    await answer({ routeId, revision, build: 'v1', matches: 5 });
    await answer({ routeId, revision, build: 'v2', matches: 3 });
    expect((await detail(routeId)).route).toMatchObject({ stage: 'shadow', version: 2 });
    expect(await epochs(routeId)).toEqual([
      { ordinal: 2, startedBy: 'build', build: 'v2', comparisons: 3 },
      { ordinal: 1, startedBy: 'adopted', build: 'v1', comparisons: 5 },
    ]);
  });

  it('begins one epoch where two instances tell of it at once', async () => {
    const other = await joinHealthy(control, 'b', { servedStages: [...stages] });
    const { routeId, revision } = await routeInShadow(control);
    await answer({ routeId, revision, build: 'v1', matches: 5 });
    await Promise.all([
      answer({ routeId, revision, build: 'v2', matches: 3 }),
      other.batch(1, [tallyOf({ routeId, revision, build: 'v2', matches: 4 })]),
    ]);
    expect((await epochs(routeId))[0]).toEqual({
      ordinal: 2,
      startedBy: 'build',
      build: 'v2',
      comparisons: 7,
    });
    await other.leave();
    const { instances } = await control.call.instances.screen.query();
    const spool = instances.find(({ instance }) => instance === 'b')?.spool ?? '';
    await control.call.instances.retire.mutate({ spool, reason: 'the test is over' });
  });
});

describe('a header that names no builds', () => {
  // 64 batches, one transaction after the other.
  it('begins no more than so many epochs an hour, says so, and proves nothing on top', async () => {
    const { routeId, revision } = await routeInShadow(control);
    for (let at = 0; at < 64; at += 1) {
      await answer({ routeId, revision, build: `request-${at}`, matches: 1 });
    }
    const { epochs: shown, route, history } = await detail(routeId);
    expect(shown[0]?.ordinal).toBe(60);
    expect(route.epoch?.comparisons).toBe(1);
    expect(history.filter(({ verb }) => verb === 'route.tooManyBuilds')).toHaveLength(1);
  });
});

describe('tallies of several builds', () => {
  it('count to the epoch of their build, however late; those without a build to the running one', async () => {
    const { routeId, revision } = await routeInShadow(control);
    await answer({ routeId, revision, build: 'v1', matches: 5 });
    await answer({ routeId, revision, build: 'v2', matches: 3 });
    await answer({ routeId, revision, build: 'v1', matches: 10 });
    await answer({ routeId, revision, build: null, mismatches: 1 });
    expect(await epochs(routeId)).toMatchObject([
      { build: 'v2', comparisons: 4 },
      { build: 'v1', comparisons: 15 },
    ]);
  });

  it('stay with their rules: an older build under new rules counts to nothing that is being proven', async () => {
    const { routeId, revision } = await routeInShadow(control);
    await answer({ routeId, revision, build: 'v1', matches: 5 });
    await answer({ routeId, revision, build: 'v2', matches: 3 });
    const changed = await control.call.routes.startEpoch.mutate({ routeId, reason: 'repaired' });
    await answer({ routeId, revision: changed.revision, build: 'v1', matches: 10 });
    await answer({ routeId, revision: changed.revision, build: 'v2', matches: 7 });
    await answer({ routeId, revision, build: 'v2', matches: 20 });
    expect(await epochs(routeId)).toEqual([
      { ordinal: 3, startedBy: 'manual', build: 'v2', comparisons: 7 },
      { ordinal: 2, startedBy: 'build', build: 'v2', comparisons: 23 },
      { ordinal: 1, startedBy: 'adopted', build: 'v1', comparisons: 15 },
    ]);
  });

  it('begin an epoch where a build that was put back answers alone', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const second = Math.floor(Date.now() / 1_000) - 100;
    await answer({ routeId, revision, build: 'v1', matches: 5, second });
    await answer({ routeId, revision, build: 'v2', matches: 3, second });
    await answer({ routeId, revision, build: 'v1', matches: 2, second: second + 61 });
    expect(await epochs(routeId)).toMatchObject([
      { ordinal: 3, startedBy: 'build', build: 'v1', comparisons: 2 },
      { ordinal: 2, build: 'v2', comparisons: 3 },
      { ordinal: 1, build: 'v1', comparisons: 5 },
    ]);
  });
});
