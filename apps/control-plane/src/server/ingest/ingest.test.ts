import { randomUUID } from 'node:crypto';
import { closeCodes, type Delta, type Event } from '@delta-guard/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { amountDiffers, deltaOf, tallyOf } from '../testing/events.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import { newSpool, TestProxy } from '../testing/test-proxy.ts';
import { hashFrame } from './store-batch.ts';

let control: TestControlPlane;

beforeAll(async () => {
  control = await startOwnControlPlane();
});
afterAll(() => control?.close());

const epochOf = async (routeId: string) =>
  (await control.call.routes.detail.query({ routeId, range: '15m' })).route.epoch;

const hashOf = (seq: number, events: Event[]) => hashFrame(JSON.stringify({ type: 'batch', seq, events }));

describe('the cursor of a spool', () => {
  it('acks a batch once its events are stored, and counts them to the route', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const proxy = await TestProxy.join(control);
    const tally = tallyOf({
      routeId,
      revision,
      matches: 90,
      mismatches: 10,
      notCompared: { tooLarge: 3, clientGone: 2 },
      latencyExceedances: 4,
    });
    await proxy.batch(1, [tally]);
    await proxy.batch(2, [{ ...tally, notCompared: { tooLarge: 1 } }]);
    expect(await epochOf(routeId)).toMatchObject({
      ordinal: 1,
      comparisons: 200,
      mismatches: 20,
      eligible: 206,
      notCompared: { tooLarge: 4, clientGone: 2 },
      latencyPairs: 200,
      latencyExceedances: 8,
    });
    await proxy.leave();
  });

  it('acks the same batch again and stores nothing twice', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const spool = newSpool();
    const events = [tallyOf({ routeId, revision, matches: 7 }), deltaOf({ routeId, revision })];
    const first = await TestProxy.join(control, { spool });
    await first.batch(1, events);
    await first.leave();
    const second = await TestProxy.join(control, { spool });
    expect(second.received[0]).toEqual({ type: 'welcome', ackedSeq: 1, ackedHash: hashOf(1, events) });
    await second.batch(1, events);
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 7 });
    expect((await control.call.deltas.list.query({ routeId })).rows).toHaveLength(1);
    await second.leave();
  });

  it('seals a spool under which another batch comes with a number that was taken', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const spool = newSpool();
    const proxy = await TestProxy.join(control, { spool });
    await proxy.batch(1, [tallyOf({ routeId, revision, matches: 5 })]);
    await expect(proxy.batch(1, [tallyOf({ routeId, revision, matches: 6 })])).rejects.toThrow(
      'closed with 4409',
    );
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 5 });

    const again = await TestProxy.open(control);
    again.hello({ spool });
    expect((await again.closed).code).toBe(closeCodes.spoolForked);
    const { instances, gaps } = await control.call.instances.screen.query();
    expect(instances.find((each) => each.spool === spool)).toMatchObject({ sealed: true, connected: false });
    expect(gaps[0]?.reason).toContain('sealed');
  });

  it('stores what never came as a gap, shows it, and closes coverage until a new epoch', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const spool = newSpool();
    const proxy = await TestProxy.join(control, { spool, instance: 'jumper' });
    await proxy.batch(1, [tallyOf({ routeId, revision, matches: 5 })]);
    await proxy.batch(4, [tallyOf({ routeId, revision, matches: 600 })]);
    const { route } = await control.call.routes.detail.query({ routeId, range: '15m' });
    expect(route.epoch).toMatchObject({ comparisons: 605 });
    const coverage = route.gate.conditions.find((condition) => condition.id === 'coverage');
    expect(coverage).toMatchObject({
      met: false,
      words: expect.stringContaining('batches 2 to 3 never came'),
    });
    const { gaps } = await control.call.routes.screen.query();
    expect(gaps[0]).toMatchObject({
      instance: 'jumper',
      reason: 'batches 2 to 3 never came',
      lostEvents: null,
    });

    const begun = await control.call.routes.startEpoch.mutate({ routeId, reason: 'the gap is understood' });
    await proxy.batch(5, [tallyOf({ routeId, revision: begun.revision, matches: 500 })]);
    const after = await control.call.routes.detail.query({ routeId, range: '15m' });
    expect(after.route.gate.conditions.find((each) => each.id === 'coverage')?.met).toBe(true);
    await proxy.leave();
  });

  it('closes a link that goes backwards, and stores nothing of it', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const proxy = await TestProxy.join(control);
    for (const seq of [1, 2, 3]) await proxy.batch(seq, [tallyOf({ routeId, revision, matches: 1 })]);
    proxy.send({ type: 'batch', seq: 1, events: [tallyOf({ routeId, revision, matches: 50 })] });
    expect((await proxy.closed).code).toBe(closeCodes.sequenceJump);
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 3 });
  });

  it('goes on behind what a proxy trimmed after acks that this database never gave, and says so', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const proxy = await TestProxy.join(control, { firstSeq: 8, instance: 'older-than-its-database' });
    expect(proxy.received[0]).toEqual({ type: 'welcome', ackedSeq: 7 });
    await proxy.batch(8, [tallyOf({ routeId, revision, matches: 1 })]);
    const { gaps } = await control.call.instances.screen.query();
    expect(gaps.find((gap) => gap.instance === 'older-than-its-database')?.reason).toBe(
      'batches 1 to 7 were acked once and are not in this database',
    );
    await proxy.leave();
  });

  it('gives the link to the newest of two under one spool', async () => {
    const spool = newSpool();
    const first = await TestProxy.join(control, { spool });
    const second = await TestProxy.join(control, { spool });
    expect((await first.closed).code).toBe(closeCodes.replaced);
    const { instances } = await control.call.instances.screen.query();
    expect(instances.find((each) => each.spool === spool)?.connected).toBe(true);
    await second.leave();
  });
});

describe('what a batch brings', () => {
  it('counts a late tally to the epoch of its revision, not to the running one', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const proxy = await TestProxy.join(control);
    const begun = await control.call.routes.startEpoch.mutate({ routeId, reason: 'try again' });
    await proxy.batch(1, [
      tallyOf({ routeId, revision, matches: 30, mismatches: 1 }),
      tallyOf({ routeId, revision: begun.revision, matches: 4 }),
      deltaOf({ routeId, revision }),
    ]);
    expect(await epochOf(routeId)).toMatchObject({ ordinal: 2, comparisons: 4, mismatches: 0 });
    const epochs = await control.context.db.epoch.findMany({
      where: { routeId },
      orderBy: { ordinal: 'asc' },
    });
    expect(epochs.map((epoch) => Number(epoch.comparisons))).toEqual([31, 4]);
    const { signatures } = await control.call.routes.detail.query({ routeId, range: '15m' });
    expect(signatures[0]).toMatchObject({ count: 0, countEver: 1, deltas: 1 });
    expect((await control.call.deltas.list.query({ routeId })).rows[0]?.epochOrdinal).toBe(1);
    await proxy.leave();
  });

  it('keeps traffic with NUL, lone surrogates and bytes that are no text, and gives it back as it was', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const hostile = '\u0000 \ud800 \udfff \uffff \u2028 "\\';
    const signature = { place: 'body', path: `$['${hostile}']`, kind: 'missing', why: null } as const;
    const delta: Delta = deltaOf({
      routeId,
      revision,
      build: hostile,
      request: { method: 'GET', target: `/${hostile}`, headers: [[hostile, hostile]], body: null },
      candidate: {
        status: 200,
        headers: [],
        body: { bytesTotal: 3, truncated: false, bytes: { base64: 'AP+A' } },
        timeMs: 1,
      },
      differences: [{ ...signature, legacy: hostile, candidate: null }],
      signatures: [signature],
    });
    const proxy = await TestProxy.join(control, { instance: hostile });
    await proxy.batch(1, [
      tallyOf({ routeId, revision, build: hostile, mismatches: 1, signatures: [{ signature, count: 1 }] }),
      delta,
      { type: 'discovered', method: 'GET', template: `/${hostile}`, count: 1, at: 1e300 },
      { type: 'gap', at: -0, reason: hostile, lostEvents: 0 },
    ]);
    expect((await control.call.deltas.detail.query({ deltaId: delta.id })).delta).toEqual(delta);
    const list = await control.call.deltas.list.query({ routeId });
    expect(list.rows[0]).toMatchObject({ target: `/${hostile}`, signatures: [signature] });
    const { signatures } = await control.call.routes.detail.query({ routeId, range: '15m' });
    expect(signatures[0]).toMatchObject({ signature, count: 1 });
    await proxy.leave();
  });

  it('does not hold up a batch for a route it does not know, and shows what was lost', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const unknown = randomUUID();
    const proxy = await TestProxy.join(control, { instance: 'stale' });
    const lost = tallyOf({ routeId: unknown, revision, matches: 9 });
    await proxy.batch(1, [
      lost,
      tallyOf({ routeId, revision, matches: 2 }),
      deltaOf({ routeId: unknown, revision }),
    ]);
    await proxy.batch(2, [lost]);
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 2 });
    const { gaps } = await control.call.routes.screen.query();
    const shown = gaps.filter((gap) => gap.reason.includes(unknown));
    expect(shown).toMatchObject([{ instance: 'stale', lostEvents: 3 }]);
    await proxy.leave();
  });

  it('refuses to count what no second can hold, without failing', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const proxy = await TestProxy.join(control);
    const max = Number.MAX_SAFE_INTEGER;
    await proxy.batch(1, [
      tallyOf({ routeId, revision, matches: max }),
      tallyOf({ routeId, revision, matches: 1, signatures: [{ signature: amountDiffers, count: max }] }),
      tallyOf({ routeId, revision, matches: 3, second: max }),
      { type: 'discovered', method: 'GET', template: '/many', count: max, at: 1 },
      { type: 'gap', at: 1, reason: 'many', lostEvents: max },
    ]);
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 3 });
    await proxy.leave();
  });

  it('tells at most 500 signatures of an epoch apart and counts the rest as other', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const proxy = await TestProxy.join(control);
    const signatures = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => ({
        signature: { ...amountDiffers, path: `$.field${from + index}` },
        count: 2,
      }));
    const tally = (seen: ReturnType<typeof signatures>) =>
      tallyOf({ routeId, revision, mismatches: seen.length, signatures: seen });
    await proxy.batch(1, [tally(signatures(0, 400))]);
    await proxy.batch(2, [tally(signatures(300, 600))]);
    const { otherSignatures } = await control.call.routes.detail.query({ routeId, range: '15m' });
    expect(otherSignatures).toBe(200);
    const kept = await control.context.db.signatureCount.aggregate({
      where: { signature: { routeId } },
      _count: true,
      _sum: { count: true },
    });
    expect(kept).toMatchObject({ _count: 500, _sum: { count: 1_200n } });
    await proxy.leave();
  });

  it('adds up the hits of a rule and forgets those of one that is gone', async () => {
    const { routeId } = await routeInShadow(control);
    const { ruleId, revision } = await control.call.rules.add.mutate({
      routeId,
      place: { in: 'header', name: 'date' },
      action: { do: 'ignore' },
      reason: 'changes with the clock',
    });
    const proxy = await TestProxy.join(control);
    const ruleHits = [
      { ruleId, count: 5 },
      { ruleId: randomUUID(), count: 1 },
    ];
    await proxy.batch(1, [tallyOf({ routeId, revision, matches: 5, ruleHits })]);
    await proxy.batch(2, [tallyOf({ routeId, revision, matches: 5, ruleHits })]);
    const { rules } = await control.call.rules.screen.query();
    expect(rules.find((rule) => rule.id === ruleId)?.hits).toBe(10);
    await proxy.leave();
  });

  it('lists traffic without a route until it gets one', async () => {
    const proxy = await TestProxy.join(control);
    const seen = {
      type: 'discovered',
      method: 'GET',
      template: '/orders/:id',
      count: 3,
      at: Date.now(),
    } as const;
    await proxy.batch(1, [seen, seen]);
    const { discovered } = await control.call.routes.screen.query();
    const row = discovered.find((each) => each.template === '/orders/:id');
    expect(row).toMatchObject({ method: 'GET', count: 6, safe: true });
    await control.call.routes.adopt.mutate({ discoveredId: row?.id ?? '', policy: 'trial' });
    await proxy.batch(2, [seen]);
    const after = await control.call.routes.screen.query();
    expect(after.discovered.find((each) => each.template === '/orders/:id')).toBeUndefined();
    expect(after.routes.find((each) => each.template === '/orders/:id')?.stage).toBe('off');
    await proxy.leave();
  });
});
