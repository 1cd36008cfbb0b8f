import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { deltaOf, tallyOf } from '../testing/events.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import { newSpool, TestProxy } from '../testing/test-proxy.ts';

let control: TestControlPlane;

beforeAll(async () => {
  control = await startOwnControlPlane();
  // A fault that no retry mends: the database refuses tallies of one second and samples of one target.
  const { db } = control.context;
  await db.$executeRawUnsafe(`create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'planted: % is refused', TG_TABLE_NAME using errcode = 'P0001'; end $$`);
  await db.$executeRawUnsafe(
    'create trigger refuse before insert on tally for each row when (new.second = 1700000013) execute function refuse()',
  );
  await db.$executeRawUnsafe(
    `create trigger refuse before insert on delta for each row when (new.target like '%poison%') execute function refuse()`,
  );
});
afterAll(() => control?.close());

const second = 1_700_000_000;

describe('an event that cannot be stored', () => {
  it('goes to quarantine as it came; the rest of its batch and those behind it are stored, and the cursor moves', async () => {
    const proxy = await TestProxy.join(control);
    const { routeId, revision } = await routeInShadow(control);
    const good = deltaOf({ routeId, revision });
    const poison = deltaOf({ routeId, revision });
    poison.request.target = '/poison';
    const tallies = Array.from({ length: 20 }, (_, at) =>
      tallyOf({ routeId, revision, second: second + at, matches: 3 }),
    );
    await proxy.batch(1, [...tallies, good, poison]);
    await proxy.batch(2, [tallyOf({ routeId, revision, matches: 5 })]);
    const { db } = control.context;
    const { route } = await control.call.routes.detail.query({ routeId, range: '15m' });
    expect(route.epoch).toMatchObject({ comparisons: 19 * 3 + 5 });
    expect(await db.tally.count({ where: { routeId } })).toBe(20);
    expect((await db.delta.findMany({ where: { routeId } })).map(({ id }) => id)).toEqual([good.id]);
    const kept = await db.quarantined.findMany({ orderBy: { position: 'asc' } });
    expect(kept.map(({ seq, position, type }) => [Number(seq), position, type])).toEqual([
      [1, 13, 'tally'],
      [1, 21, 'delta'],
    ]);
    expect(kept[0]?.reason).toContain('planted: tally is refused');
    expect(JSON.parse(new TextDecoder().decode(kept[1]?.payload))).toEqual(poison);
    const screen = await control.call.storage.screen.query();
    expect(screen).toMatchObject({
      quarantinedTotal: 2,
      quarantined: expect.arrayContaining([expect.objectContaining({ seq: 1, type: 'tally' })]),
    });
    await proxy.leave();
  });

  it('closes the coverage of the epochs that ran, where it is a tally', async () => {
    const proxy = await TestProxy.join(control);
    const { routeId, revision } = await routeInShadow(control);
    await proxy.batch(1, [deltaOf({ routeId, revision })]);
    await control.context.db.gap.deleteMany();
    await proxy.batch(2, [tallyOf({ routeId, revision, second: second + 13, matches: 1 })]);
    const { route } = await control.call.routes.detail.query({ routeId, range: '15m' });
    const coverage = route.gate.conditions.find(({ id }) => id === 'coverage');
    expect(coverage).toMatchObject({ met: false, words: expect.stringContaining('in quarantine') });
    await proxy.leave();
  });

  it('goes there too where it is none of this protocol, and holds up nothing behind it', async () => {
    const spool = newSpool();
    const proxy = await TestProxy.join(control, { spool });
    const { routeId, revision } = await routeInShadow(control);
    await control.context.db.gap.deleteMany();
    const later = { type: 'weather', text: '\ud800 \u0000' };
    const negative = { ...tallyOf({ routeId, revision }), matches: -1 };
    const good = (at: number) => tallyOf({ routeId, revision, second: second + at, matches: 4 });
    proxy.send({ type: 'batch', seq: 1, events: [good(1), later, good(2), negative] });
    await proxy.batch(2, [good(3)]);
    const { route } = await control.call.routes.detail.query({ routeId, range: '15m' });
    expect(route.epoch).toMatchObject({ comparisons: 12 });
    const kept = await control.context.db.quarantined.findMany({
      where: { spool: { spool } },
      orderBy: { position: 'asc' },
    });
    expect(kept.map(({ seq, position, type }) => [Number(seq), position, type])).toEqual([
      [1, 1, 'weather'],
      [1, 3, 'tally'],
    ]);
    expect(kept.map(({ reason }) => reason.split(':')[0])).toEqual(['type', 'matches']);
    expect(kept.map(({ payload }) => JSON.parse(new TextDecoder().decode(payload)))).toEqual([
      later,
      negative,
    ]);
    const coverage = route.gate.conditions.find(({ id }) => id === 'coverage');
    expect(coverage).toMatchObject({ met: false, words: expect.stringContaining('in quarantine') });
    await proxy.leave();
  });

  it('is none where the tables or rights of the database are not as they should be: it is tried until they are', async () => {
    const { db } = control.context;
    const proxy = await TestProxy.join(control);
    const { routeId, revision } = await routeInShadow(control);
    const before = await db.quarantined.count();
    const troubles = () => control.log.with('the database has trouble').length;
    const known = troubles();
    await db.$executeRawUnsafe('alter table delta_signature rename to delta_signature_away');
    const stored = proxy.batch(1, [
      tallyOf({ routeId, revision, matches: 7 }),
      deltaOf({ routeId, revision }),
    ]);
    await vi.waitFor(() => expect(troubles()).toBeGreaterThan(known), { timeout: 60_000 });
    await db.$executeRawUnsafe('alter table delta_signature_away rename to delta_signature');
    await stored;
    expect(await db.quarantined.count()).toBe(before);
    expect(await db.delta.count({ where: { routeId } })).toBe(1);
    await proxy.leave();
  });
});
