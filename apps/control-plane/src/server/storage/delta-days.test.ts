import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { amountDiffers, deltaOf, tallyOf } from '../testing/events.ts';
import { refusalOf } from '../testing/refusal-of.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import { TestProxy } from '../testing/test-proxy.ts';
import { defaultRetention, dropDeltaDays, loadDeltaDays, makeDeltaDays } from './delta-days.ts';
import { trimSignatures } from './trim-signatures.ts';

let control: TestControlPlane;
let proxy: TestProxy;

beforeAll(async () => {
  control = await startOwnControlPlane();
  proxy = await TestProxy.join(control);
});
afterAll(() => control?.close());

const dayMs = 86_400_000;
const nowMs = Date.now();
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10).replaceAll('-', '');
const days = async () => (await loadDeltaDays(control.context.db)).map(({ day }) => day);

/** Samples of one new route, one at each of these times. Returns their ids. */
async function samplesAt(...timesMs: number[]): Promise<{ routeId: string; ids: string[] }> {
  const { routeId, revision } = await routeInShadow(control);
  const deltas = timesMs.map((at) => deltaOf({ routeId, revision, at }));
  await proxy.tell(deltas);
  return { routeId, ids: deltas.map(({ id }) => id) };
}

const idsOf = async (routeId: string) =>
  (await control.context.db.delta.findMany({ where: { routeId }, orderBy: { at: 'asc' } })).map(
    ({ id }) => id,
  );

/** The kept counts that are not those of what is stored, and the other way round. */
const miscounted = () => control.context.db.$queryRaw<unknown[]>`
  with kept as (
    select null as signature, epoch_id::text as epoch, day, count from sample_count where count <> 0
    union all
    select signature_id::text, epoch_id::text, day, count from signature_sample_count where count <> 0
  ), stored as (
    select null as signature, epoch_id::text as epoch, (at at time zone 'UTC')::date as day, count(*) from delta
      group by 2, 3
    union all
    select signature_id::text, epoch_id::text, (link.at at time zone 'UTC')::date, count(*)
      from delta_signature link join delta on delta.id = delta_id and delta.at = link.at group by 1, 2, 3
  )
  (select * from kept except select * from stored) union all (select * from stored except select * from kept)`;
// Whatever came and went in a test.
afterEach(async () => expect(await miscounted()).toEqual([]));

describe('samples by day', () => {
  it('have days ahead, and one of another day gets its own at the next run, with its links', async () => {
    expect(await days()).toContain(dayOf(nowMs));
    expect(await days()).toContain(dayOf(nowMs + 3 * dayMs));
    const { ids } = await samplesAt(nowMs - 5 * dayMs);
    expect(await days()).not.toContain(dayOf(nowMs - 5 * dayMs));
    expect(await makeDeltaDays(control.context.db, nowMs)).toBe(1);
    expect(await days()).toContain(dayOf(nowMs - 5 * dayMs));
    const { delta } = await control.call.deltas.detail.query({ deltaId: ids[0] ?? '' });
    expect(delta.id).toBe(ids[0]);
    const [{ waiting = 1n } = {}] = await control.context.db.$queryRaw<{ waiting: bigint }[]>`
      select (select count(*) from delta_default) + (select count(*) from delta_signature_default) as waiting`;
    expect(waiting).toBe(0n);
  });

  it('go by age, whole days at a time; younger ones and other tables stay', async () => {
    const { routeId, ids } = await samplesAt(nowMs - 40 * dayMs, nowMs - 29 * dayMs, nowMs);
    await makeDeltaDays(control.context.db, nowMs);
    expect(await dropDeltaDays(control.context.db, { nowMs, retention: defaultRetention })).toBe(1);
    expect(await idsOf(routeId)).toEqual(ids.slice(1));
    const { samples, rows } = await control.call.deltas.list.query({ routeId });
    expect([samples, rows.length]).toEqual([2, 2]);
    expect(await refusalOf(control.call.deltas.detail.query({ deltaId: ids[0] ?? '' }))).toMatchObject({
      message: expect.stringContaining('past its time'),
    });
  });

  it('are counted once, however often they are told', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const delta = deltaOf({ routeId, revision });
    for (const deltas of [[delta, delta], [delta]]) {
      await proxy.tell(deltas);
    }
    expect((await control.call.deltas.list.query({ routeId })).samples).toBe(1);
  });

  it('go by size, oldest first, but never those of today', async () => {
    const { routeId, ids } = await samplesAt(nowMs - 3 * dayMs, nowMs - 2 * dayMs, nowMs);
    await makeDeltaDays(control.context.db, nowMs);
    const sizes = await loadDeltaDays(control.context.db);
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    const older = sizes
      .filter(({ day }) => day <= dayOf(nowMs - 3 * dayMs))
      .reduce((sum, { bytes }) => sum + bytes, 0);
    const retention = { ...defaultRetention, bytes: total - older };
    await dropDeltaDays(control.context.db, { nowMs, retention });
    expect(await idsOf(routeId)).toEqual(ids.slice(1));
    await dropDeltaDays(control.context.db, { nowMs, retention: { ...defaultRetention, bytes: 1 } });
    expect(await idsOf(routeId)).toEqual(ids.slice(2));
  });

  it('that somebody kept stay when their day goes, with who and why, until let go', async () => {
    const { ids } = await samplesAt(nowMs - 10 * dayMs);
    const deltaId = ids[0] ?? '';
    await makeDeltaDays(control.context.db, nowMs);
    await control.call.deltas.keep.mutate({ deltaId, reason: 'for the review' });
    await control.call.deltas.keep.mutate({ deltaId, reason: 'again' });
    await dropDeltaDays(control.context.db, { nowMs, retention: { ...defaultRetention, days: 2 } });
    const screen = await control.call.deltas.detail.query({ deltaId });
    expect(screen).toMatchObject({
      delta: { id: deltaId },
      kept: { reason: 'for the review', by: control.context.actor },
      epochOrdinal: 1,
    });
    expect((await control.call.storage.screen.query()).kept).toMatchObject([{ id: deltaId }]);
    await control.call.deltas.letGo.mutate({ deltaId });
    await expect(control.call.deltas.detail.query({ deltaId })).rejects.toThrow(/past its time/);
  });

  it('that belong to the evidence of a move stay when their day goes, and nobody lets go of them', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const deltas = [9, 8, 7].map((agoS) => deltaOf({ routeId, revision, at: nowMs - agoS * 1_000 }));
    const ids = deltas.map(({ id }) => id);
    const second = Math.floor(nowMs / 1_000) - 9;
    await proxy.tell([tallyOf({ routeId, revision, second, mismatches: 3 }), ...deltas]);
    await control.call.routes.rollBack.mutate({ routeId, to: 'off' });
    await control.context.db.delta.deleteMany({ where: { routeId } });
    await control.context.db.deltaSignature.deleteMany({ where: { deltaId: { in: ids } } });
    await control.context.db.sampleCount.deleteMany({ where: { epoch: { routeId } } });
    await control.context.db.signatureSampleCount.deleteMany({ where: { epoch: { routeId } } });
    const moves = await control.context.db.evidence.findMany({ where: { routeId } });
    const last = moves.find(({ kind }) => kind === 'rollBack');
    const { samples } = await control.call.evidence.screen.query({ evidenceId: last?.id ?? '' });
    expect(samples.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    const deltaId = ids[2] ?? '';
    const screen = await control.call.deltas.detail.query({ deltaId });
    expect(screen).toMatchObject({ delta: deltas[2], epochOrdinal: 1, kept: { inEvidence: true } });
    expect(screen.kept?.reason).toBe('evidence of the rollback from shadow to off');
    expect(await refusalOf(control.call.deltas.letGo.mutate({ deltaId }))).toMatchObject({
      reason: 'deltaInEvidence',
    });
    expect(await refusalOf(control.call.deltas.detail.query({ deltaId: ids[0] ?? '' }))).toMatchObject({
      reason: 'deltaNotFound',
    });
  });

  it('are at most so many per signature, the newest; one with another signature that wants it stays', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const rare = { ...amountDiffers, path: '$.rare' };
    const deltas = [5, 4, 3, 2].map((agoS, at) =>
      deltaOf({
        routeId,
        revision,
        at: nowMs - agoS * 1_000,
        signatures: at === 1 ? [amountDiffers, rare] : [amountDiffers],
      }),
    );
    const ids = deltas.map(({ id }) => id);
    await proxy.tell(deltas);
    expect(await trimSignatures(control.context.db, 3)).toBeGreaterThanOrEqual(1);
    expect(await idsOf(routeId)).toEqual(ids.slice(1));
    await trimSignatures(control.context.db, 1);
    expect(await idsOf(routeId)).toEqual([ids[1], ids[3]]);
  });
});
