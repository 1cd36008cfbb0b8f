import { LatencySketch, type Tally } from '@delta-guard/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toListedRoute } from '../evidence/listed-route.ts';
import { amountDiffers, deltaOf, tallyOf } from '../testing/events.ts';
import { joinHealthy } from '../testing/healthy-proxy.ts';
import { leaveSeen } from '../testing/leave-seen.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import { newSpool, TestProxy } from '../testing/test-proxy.ts';

let control: TestControlPlane;
let proxy: TestProxy;
const nowMs = Math.floor(Date.now() / 1_000) * 1_000;
const nowS = nowMs / 1_000;

beforeAll(async () => {
  control = await startOwnControlPlane({ now: () => nowMs });
  proxy = await joinHealthy(control, 'teller');
});
afterAll(() => control?.close());

const detail = (routeId: string, range: '15m' | '1h' | '6h' | '24h' = '15m') =>
  control.call.routes.detail.query({ routeId, range });

async function listed(routeId: string) {
  const { routes } = await control.call.routes.screen.query();
  return routes.find((route) => route.id === routeId);
}

describe('the instances', () => {
  it('hold a gate shut while one is away, until it is back or retired', async () => {
    const { routeId } = await routeInShadow(control);
    const flow = async () => (await detail(routeId)).route.gate.conditions.find(({ id }) => id === 'flow');
    const away = await joinHealthy(control, 'away');
    expect(await flow()).toMatchObject({ met: true });
    await leaveSeen(control, away, 'away');
    expect(await flow()).toMatchObject({
      met: false,
      words: expect.stringContaining('away is not connected'),
    });
    const { instances } = await control.call.instances.screen.query();
    const spool = instances.find(({ instance }) => instance === 'away')?.spool ?? '';
    await control.call.instances.retire.mutate({ spool, reason: 'taken off the rack' });
    expect(await flow()).toMatchObject({ met: true });
    const back = await TestProxy.join(control, { spool, instance: 'away' });
    expect(await flow()).toMatchObject({ met: false, words: expect.stringContaining('away') });
    await back.leave();
  });

  it('are not retired while they are connected', async () => {
    const spool = newSpool();
    const present = await TestProxy.join(control, { spool, instance: 'present' });
    await expect(control.call.instances.retire.mutate({ spool, reason: 'x' })).rejects.toThrow(
      'present is connected',
    );
    await present.leave();
  });

  it('count once where a later run under the same label took over, and twice where both ran at once', async () => {
    const { routeId } = await routeInShadow(control);
    const names = async () => (await detail(routeId)).route.appliedBy.behind.map(({ instance }) => instance);
    await leaveSeen(control, await TestProxy.join(control, { instance: 'restarted' }), 'restarted');
    expect(await names()).toContain('restarted');
    const later = await TestProxy.join(control, { instance: 'restarted' });
    expect((await names()).filter((name) => name === 'restarted')).toHaveLength(1);
    const { instances } = await control.call.instances.screen.query();
    expect(instances.filter(({ instance }) => instance === 'restarted')).toHaveLength(1);
    await later.leave();
  });
});

describe('a route', () => {
  it('has the same numbers in the list, on its page and above its samples', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const other = { ...amountDiffers, path: '$.other' };
    for (let second = 5; second < 25; second += 1) {
      await proxy.tell([
        tallyOf({
          routeId,
          revision,
          second: nowS - second,
          matches: 97,
          mismatches: 3,
          signatures: [
            { signature: amountDiffers, count: 3 },
            { signature: other, count: 1 },
          ],
        }),
      ]);
    }
    await proxy.tell([
      deltaOf({ routeId, revision, signatures: [amountDiffers, other] }),
      deltaOf({ routeId, revision }),
    ]);
    const page = await detail(routeId);
    const row = await listed(routeId);
    expect(row).toEqual(toListedRoute(page.route));
    expect(row?.gate.firstUnmet).toEqual(page.route.gate.conditions.find(({ met }) => !met));
    expect(row).toMatchObject({
      epoch: { comparisons: 2_000, mismatches: 60 },
      window: { size: 200, comparisons: 200, mismatches: 6 },
    });
    expect(row?.recentMismatches).toHaveLength(60);
    expect(row?.recentMismatches.reduce((sum, count) => sum + count)).toBe(60);
    expect(row?.requestsPerSecond).toBe(2_000);
    const { db } = control.context;
    const ages = [
      [40_000, 2_000 / 40],
      [3_600_000, 2_000 / 60],
    ] as const;
    for (const [ageMs, perSecond] of ages) {
      await db.route.update({ where: { id: routeId }, data: { createdAt: new Date(nowMs - ageMs) } });
      expect((await listed(routeId))?.requestsPerSecond).toBeCloseTo(perSecond, 6);
    }
    expect(page.signatures.map(({ signature, count, deltas }) => [signature.path, count, deltas])).toEqual([
      ['$.amount', 60, 2],
      ['$.other', 20, 1],
    ]);
    const all = await control.call.deltas.list.query({ routeId });
    expect(all).toMatchObject({ mismatches: 60, samples: 2 });
    const ofOther = await control.call.deltas.list.query({ routeId, signatureId: page.signatures[1]?.id });
    expect(ofOther).toMatchObject({ mismatches: 20, samples: 1 });
    expect(ofOther.rows).toHaveLength(1);
  });

  it('shows what had been found in comparisons that were given up, and counts none of it', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const other = { ...amountDiffers, path: '$.other' };
    const givenUp = (budget: number, unfinished: NonNullable<Tally['unfinished']>) =>
      tallyOf({ routeId, revision, second: nowS - 9, matches: 5, notCompared: { budget }, unfinished });
    await proxy.tell([
      givenUp(2, [
        { signature: amountDiffers, count: 2 },
        { signature: other, count: 1 },
      ]),
    ]);
    await proxy.tell([givenUp(3, [{ signature: other, count: 3 }])]);
    const page = await detail(routeId);
    expect(page.unfinished).toEqual([
      { signature: other, count: 4 },
      { signature: amountDiffers, count: 2 },
    ]);
    expect(page.route.epoch).toMatchObject({ comparisons: 10, mismatches: 0, notCompared: { budget: 5 } });
    expect(page.signatures).toEqual([]);
  });

  it('has a window of the newest whole seconds that hold enough, over all instances', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const second = TestProxy.join(control, { instance: 'second' });
    const at = (ago: number, matches: number, mismatches: number) =>
      tallyOf({ routeId, revision, second: nowS - ago, matches, mismatches });
    await proxy.tell([at(40, 500, 500), at(12, 90, 10), at(11, 60, 0), at(10, 50, 1)]);
    await (await second).batch(1, [at(11, 37, 3), at(12, 100, 0)]);
    // 51 at -10, then 100 at -11, then 200 at -12: the last second is taken whole.
    expect((await listed(routeId))?.window).toEqual({ size: 200, comparisons: 351, mismatches: 14 });
    await (await second).leave();
  });

  it('shows rates and paired overhead over time, faster candidates included, with a point for each step', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const sketch = new LatencySketch();
    for (let ms = -3; ms <= 7; ms += 1) sketch.add(ms);
    const overheadMs = sketch.encode();
    const at = (ago: number) =>
      tallyOf({
        routeId,
        revision,
        second: nowS - ago,
        matches: 10,
        mismatches: 1,
        overheadMs,
        addedMs: overheadMs,
      });
    await proxy.tell([at(30), at(31), at(800), at(80_000)]);
    const page = await detail(routeId);
    expect(page.series).toHaveLength(90);
    expect(page.series.reduce((sum, point) => sum + point.comparisons, 0)).toBe(33);
    const last = page.series.filter((point) => point.comparisons > 0).at(-1);
    expect(last?.mismatchRate).toBeCloseTo(1 / 11, 9);
    expect(last?.overheadP50Ms).toBeCloseTo(2, 1);
    expect(last?.overheadP99Ms).toBeGreaterThan(5);
    expect(page.series[0]).toMatchObject({ requests: 0, mismatchRate: null, overheadP50Ms: null });
    expect(page.route.overheadP50Ms).toBeCloseTo(2, 1);
    const day = await detail(routeId, '24h');
    expect(day.series.reduce((sum, point) => sum + point.comparisons, 0)).toBe(44);
    expect(day.seriesStepMs).toBe(720_000);
  });

  it('counts what the legacy answered for the candidate in the last minute', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const at = (ago: number, fallbacks: number) =>
      tallyOf({ routeId, revision, second: nowS - ago, matches: 10, fallbacks });
    await proxy.tell([at(61, 9), at(60, 3), at(5, 1)]);
    expect((await listed(routeId))?.recentFallbacks).toEqual({ fallbacks: 4, requests: 20 });
  });

  it('says where it may go, what that would do, and why not', async () => {
    const { routeId } = await routeInShadow(control);
    const { legalMoves } = await detail(routeId);
    expect(legalMoves).toMatchObject([
      { to: 'live', kind: 'promote', allowed: false, reason: 'The gate to live is closed.' },
      { to: 'off', kind: 'rollBack', allowed: true },
    ]);
  });

  it('counts the hours of its spread where the policy asks for them', async () => {
    const { routeId, revision } = await routeInShadow(control, 'proven');
    await proxy.tell(
      [0, 1, 2, 23, 30].map((hour) =>
        tallyOf({ routeId, revision, second: nowS - hour * 3_600 - 1, matches: 5 }),
      ),
    );
    const spread = (await detail(routeId)).route.gate.conditions.find(({ id }) => id === 'spread');
    expect(spread?.words).toMatch(/\b4 /);
  });
});

describe('samples', () => {
  it('are paged from the newest to the oldest without a gap or a repeat, those of one moment too', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const deltas = Array.from({ length: 120 }, (_, index) =>
      deltaOf({ routeId, revision, at: nowMs - Math.floor(index / 40) }),
    );
    await proxy.tell(deltas);
    const { signatures } = await detail(routeId);
    for (const signatureId of [undefined, signatures[0]?.id]) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await control.call.deltas.list.query({ routeId, signatureId, cursor });
        seen.push(...page.rows.map(({ id }) => id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toHaveLength(120);
      expect(new Set(seen)).toEqual(new Set(deltas.map(({ id }) => id)));
    }
    const { rows } = await control.call.deltas.list.query({ routeId });
    const [first, second, third] = rows.map(({ id }) => id);
    const middle = await control.call.deltas.detail.query({ deltaId: second ?? '' });
    expect([middle.newerId, middle.olderId]).toEqual([first, third]);
    expect(middle).toMatchObject({ instance: 'teller', epochOrdinal: 1 });
    const newest = await control.call.deltas.detail.query({ deltaId: first ?? '' });
    expect(newest.newerId).toBeNull();
  });

  it('are not found under a page that does not exist', async () => {
    const { routeId } = await routeInShadow(control);
    await expect(control.call.deltas.list.query({ routeId, cursor: 'nonsense' })).rejects.toThrow(
      'That page does not exist',
    );
  });
});
