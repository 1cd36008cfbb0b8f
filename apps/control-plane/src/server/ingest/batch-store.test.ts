import { afterAll, beforeAll, expect, it } from 'vitest';
import { deltaOf, tallyOf } from '../testing/events.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import { TestProxy } from '../testing/test-proxy.ts';

let control: TestControlPlane;

beforeAll(async () => {
  control = await startOwnControlPlane();
  const { db } = control.context;
  await db.$executeRawUnsafe(`create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'planted: refused' using errcode = 'P0001'; end $$`);
  await db.$executeRawUnsafe(
    'create trigger refuse before insert on tally for each row when (new.second = 1700000013) execute function refuse()',
  );
});
afterAll(() => control?.close());

it('batches that come at once from many instances are each counted once, and one that is refused is alone in it', async () => {
  const { routeId, revision } = await routeInShadow(control);
  const proxies = await Promise.all(
    Array.from({ length: 12 }, (_, at) => TestProxy.join(control, { instance: `many-${at}` })),
  );
  const good = () => [
    tallyOf({ routeId, revision, matches: 2, mismatches: 1 }),
    deltaOf({ routeId, revision }),
  ];
  const rounds = 5;
  for (let seq = 1; seq <= rounds; seq += 1) {
    await Promise.all(
      proxies.map((proxy, at) => {
        const poison = tallyOf({ routeId, revision, second: 1_700_000_013, matches: 1_000 });
        return proxy.batch(seq, at === 3 && seq === 2 ? [...good(), poison] : good());
      }),
    );
  }
  const batches = proxies.length * rounds;
  const { route } = await control.call.routes.detail.query({ routeId, range: '15m' });
  expect(route.epoch).toMatchObject({ comparisons: 3 * batches, mismatches: batches });
  const { db } = control.context;
  expect(await db.tally.count({ where: { routeId } })).toBe(batches);
  expect(await db.delta.count({ where: { routeId } })).toBe(batches);
  const quarantined = await db.quarantined.findMany({ include: { spool: true } });
  expect(quarantined.map(({ seq, spool }) => [Number(seq), spool.instance])).toEqual([[2, 'many-3']]);
  // Twelve at a time, one transaction for those that wait: fewer than one for each.
  const transactions = await db.$queryRaw<{ together: bigint }[]>`
    select count(distinct xmin::text) as together from tally where route_id = ${routeId}::uuid`;
  expect(Number(transactions[0]?.together)).toBeLessThan(batches);
  for (const proxy of proxies) proxy.socket.close();
});
