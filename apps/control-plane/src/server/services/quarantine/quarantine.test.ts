import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deltaOf, tallyOf } from '../../testing/events.ts';
import { refusalOf } from '../../testing/refusal-of.ts';
import { routeInShadow } from '../../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../../testing/start-test-control-plane.ts';
import { newSpool, TestProxy } from '../../testing/test-proxy.ts';

let control: TestControlPlane;
const second = 1_700_000_000;

beforeAll(async () => {
  control = await startOwnControlPlane();
  await control.context.db.$executeRawUnsafe(`create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'planted: % is refused', TG_TABLE_NAME using errcode = 'P0001'; end $$`);
});
afterAll(() => control?.close());

/** A fault that no retry mends, until it is taken away. */
async function plant(): Promise<void> {
  const { db } = control.context;
  await db.$executeRawUnsafe(
    `create trigger refuse before insert on tally for each row when (new.second = ${second}) execute function refuse()`,
  );
  await db.$executeRawUnsafe(
    `create trigger refuse before insert on delta for each row when (new.target like '%poison%') execute function refuse()`,
  );
}

async function mend(): Promise<void> {
  for (const table of ['tally', 'delta'])
    await control.context.db.$executeRawUnsafe(`drop trigger if exists refuse on ${table}`);
}

beforeEach(async () => {
  await mend();
  await control.context.db.quarantined.deleteMany();
});

/** A tally of four matches and a sample, both in quarantine. */
async function twoInQuarantine() {
  await plant();
  const spool = newSpool();
  const proxy = await TestProxy.join(control, { spool });
  const { routeId, revision } = await routeInShadow(control);
  const poison = deltaOf({ routeId, revision });
  poison.request.target = '/poison';
  const good = tallyOf({ routeId, revision, matches: 3 });
  await proxy.batch(1, [good, tallyOf({ routeId, revision, second, matches: 4 }), poison]);
  await proxy.leave();
  const place = (position: number) => ({ spool, seq: 1, position });
  return { routeId, poison, tally: place(1), sample: place(2) };
}

const epochOf = async (routeId: string) =>
  (await control.call.routes.detail.query({ routeId, range: '15m' })).route.epoch;
const left = async () => (await control.call.storage.screen.query()).quarantinedTotal;

describe('an event in quarantine', () => {
  it('is stored again once its cause is mended, exactly once, and told in the history of its route', async () => {
    const { routeId, poison, tally, sample } = await twoInQuarantine();
    const { quarantined } = await control.call.storage.screen.query();
    expect(quarantined.map(({ spool, seq, position }) => ({ spool, seq, position }))).toEqual(
      expect.arrayContaining([tally, sample]),
    );
    await mend();
    const tries = [1, 2, 3].map(() => control.call.storage.storeAgain.mutate(tally));
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 7, eligible: 7 });
    await control.call.storage.storeAgain.mutate(sample);
    const { rows } = await control.call.deltas.list.query({ routeId });
    expect(rows.map(({ id, target }) => [id, target])).toEqual([[poison.id, '/poison']]);
    expect(await left()).toBe(0);
    const { history, route } = await control.call.routes.detail.query({ routeId, range: '15m' });
    expect(history.filter(({ verb }) => verb === 'quarantine.storeAgain')).toHaveLength(2);
    // Who looked at the gate meanwhile saw it without these verdicts.
    const coverage = route.gate.conditions.find(({ id }) => id === 'coverage');
    expect(coverage).toMatchObject({ met: false, words: expect.stringContaining('in quarantine') });
    expect(await refusalOf(control.call.storage.storeAgain.mutate(sample))).toMatchObject({
      reason: 'quarantinedNotFound',
    });
  });

  it('stays there, and nothing of it is counted, where it still cannot be stored: what fails is said', async () => {
    const { routeId, tally } = await twoInQuarantine();
    await expect(control.call.storage.storeAgain.mutate(tally)).rejects.toThrow(
      /still cannot be stored, and stays in quarantine: planted: tally is refused$/,
    );
    expect(await left()).toBe(2);
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 3 });
    const { history } = await control.call.routes.detail.query({ routeId, range: '15m' });
    expect(history.filter(({ verb }) => verb.startsWith('quarantine.'))).toEqual([]);
  });

  it('stays there where it is of a route that is not known, instead of becoming a gap', async () => {
    const { tally } = await twoInQuarantine();
    await mend();
    const { db } = control.context;
    const unknown = tallyOf({ routeId: crypto.randomUUID(), revision: 1, second });
    await db.quarantined.updateMany({
      where: { position: tally.position },
      data: { payload: new TextEncoder().encode(JSON.stringify(unknown)) },
    });
    const gaps = await db.gap.count();
    await expect(control.call.storage.storeAgain.mutate(tally)).rejects.toThrow(/is not known here/);
    expect(await left()).toBe(2);
    expect(await db.gap.count()).toBe(gaps);
  });

  it('that is none of this protocol says so', async () => {
    const { sample } = await twoInQuarantine();
    await control.context.db.quarantined.updateMany({
      where: { position: sample.position },
      data: { payload: new TextEncoder().encode('{"type":"weather"}') },
    });
    expect(await refusalOf(control.call.storage.storeAgain.mutate(sample))).toMatchObject({
      reason: 'quarantinedRefused',
    });
    expect(await left()).toBe(2);
  });

  it('is discarded for a reason, which is audited', async () => {
    const { routeId, tally } = await twoInQuarantine();
    await control.call.storage.discard.mutate({ ...tally, reason: 'of a load test' });
    expect(await left()).toBe(1);
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 3 });
    const { history } = await control.call.routes.detail.query({ routeId, range: '15m' });
    const told = history.find(({ verb }) => verb === 'quarantine.discard');
    expect(told?.detail).toMatch(/\(tally\) of batch 1 .*planted.*of a load test$/s);
    const again = control.call.storage.discard.mutate({ ...tally, reason: 'twice' });
    expect(await refusalOf(again)).toMatchObject({ reason: 'quarantinedNotFound' });
  });

  it('goes with all others where that is asked, but for those that still fail', async () => {
    const { routeId } = await twoInQuarantine();
    await control.context.db.$executeRawUnsafe('drop trigger refuse on tally');
    const emptied = await control.call.storage.storeAllAgain.mutate();
    expect(emptied).toMatchObject({ stored: 1, left: 1 });
    expect(emptied.firstRefusal).toMatch(/planted: delta.* is refused$/);
    expect(await epochOf(routeId)).toMatchObject({ comparisons: 7 });
  });
});
