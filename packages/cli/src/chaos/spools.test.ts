import { execFileSync } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlPlaneClient, controlPlaneClient, until } from '../testing/client.ts';
import { beginShadow } from './begin-shadow.ts';
import { sendAsClone } from './clone-of-run.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { Load } from './load.ts';
import { candidateOrder, legacyOrder, type OrderServer, startOrders } from './orders.ts';
import { readStored } from './read-stored.ts';
import { spooledRequests } from './spooled.ts';

let legacy: OrderServer;
let candidate: OrderServer;
let fleet: Fleet;
let client: ControlPlaneClient;
let routeId: string;
/** Requests that the database has to count, by what was asked and what was lost on purpose. */
let counted = 0;

beforeAll(async () => {
  legacy = await startOrders(legacyOrder);
  candidate = await startOrders(candidateOrder);
  fleet = await startFleet({ legacy: legacy.url, candidate: candidate.url }, { proxies: 2 });
  client = controlPlaneClient(fleet.controlUrl);
  routeId = await beginShadow(fleet);
}, 120_000);
afterAll(async () => {
  await fleet?.stop();
  await legacy?.stop();
  await candidate?.stop();
}, 120_000);

/** Asks the proxies, each as often, until all has been answered by the legacy. Returns how many requests that were. */
async function ask(urls: readonly string[], count = 200): Promise<number> {
  const load = new Load({ urls, perSecond: 400, inFlightMax: 32, expected: legacyOrder });
  load.start();
  await until(
    async () => load.sent,
    (sent) => sent >= count,
    60_000,
  );
  const { sent, good } = await load.stop();
  expect(good).toBe(sent);
  return sent;
}

/** Waits until the database counts what it has to, and no more. */
async function stored() {
  const seen = await until(
    () => readStored(fleet),
    ({ stored }) => stored.requests >= counted,
    60_000,
  );
  expect(seen.stored).toMatchObject({ requests: counted, eligible: counted });
  expect(seen.tallied.requests).toBe(counted);
  expect(seen.distinctDeltas.byId).toBe(seen.deltas);
  return seen;
}

/** Asks proxies while the control plane is away, until all of it is in their spools. Returns how many requests that were. */
async function askSpooled(ats: readonly number[]): Promise<number> {
  const dirs = ats.map((at) => fleet.proxyDirs[at] ?? '');
  const inSpools = async () =>
    (await Promise.all(dirs.map(spooledRequests))).flatMap((counts) => [...counts]);
  const before = new Map(await inSpools());
  const asked = await ask(ats.map((at) => fleet.proxyUrls[at] ?? ''));
  // Spools that were acked before may go meanwhile: what counts is what came.
  const came = (counts: [string, number][]) =>
    counts.reduce((sum, [file, count]) => sum + count - (before.get(file) ?? 0), 0);
  await until(inSpools, (counts) => came(counts) === asked, 60_000);
  return asked;
}

/** Waits until a gap is shown on the page of the routes, and says what the gate makes of it. */
async function gapShown(text: string) {
  await until(
    () => client.routes.screen.query(),
    ({ gaps }) => gaps.some(({ reason }) => reason.includes(text)),
    120_000,
  );
  const { route } = await client.routes.detail.query({ routeId, range: '15m' });
  return route.gate.conditions.find(({ id }) => id === 'coverage');
}

test('P8: what was not acked when proxies stopped in good order comes with their next runs, and there is no gap', async () => {
  counted += await ask(fleet.proxyUrls);
  await stored();
  await fleet.killControlPlane(async () => {
    counted += await ask(fleet.proxyUrls);
    await Promise.all([0, 1].map((at) => fleet.restartProxy(at)));
  });
  expect((await stored()).gaps).toEqual([]);
}, 240_000);

test('P8: a spool that was copied to a second proxy is counted once', async () => {
  await fleet.killControlPlane(async () => {
    counted += await askSpooled([0, 1]);
    const [first = '', second = ''] = fleet.proxyDirs.map((dir) => join(dir, 'spools'));
    await fleet.killProxy(0, () => fleet.killProxy(1, () => cp(first, second, { recursive: true })));
  });
  await gapShown('was killed');
  const { gaps } = await stored();
  expect(gaps.filter(({ reason }) => !reason.includes('was killed'))).toEqual([]);
}, 240_000);

test('a clone of a run is noticed by the run itself, which goes on with a new spool and says so', async () => {
  counted += await ask(fleet.proxyUrls);
  await stored();
  const { instances } = await client.instances.screen.query();
  const { spool = '', instance = '' } = instances.find(({ connected }) => connected) ?? {};
  await sendAsClone(fleet, { spool, instance });
  expect(await gapShown('another run sent other batches')).toMatchObject({ met: false });
  counted += await ask(fleet.proxyUrls);
  await stored();
}, 240_000);

test('a spool that was deleted is told as a gap and closes coverage; what was in it is all that is missing', async () => {
  await fleet.killControlPlane(async () => {
    await askSpooled([0]);
    const [spools = ''] = fleet.proxyDirs.map((dir) => join(dir, 'spools'));
    await fleet.killProxy(0, () => rm(spools, { recursive: true }));
  });
  expect(await gapShown('did not find its spool')).toMatchObject({
    met: false,
    words: expect.stringContaining('did not find its spool'),
  });
  counted += await ask(fleet.proxyUrls);
  await stored();
}, 240_000);

test('a database that was put back to an earlier state is told as a gap; all that comes after is counted', async () => {
  const cluster = join(fleet.databaseDir, 'cluster');
  const copy = `${cluster}-copy`;
  await fleet.killDatabase(async () => copyAsItIs(cluster, copy));
  const kept = counted;
  counted += await ask(fleet.proxyUrls);
  await stored();
  await fleet.killControlPlane(() =>
    fleet.killDatabase(async () => {
      await rm(cluster, { recursive: true });
      copyAsItIs(copy, cluster);
    }),
  );
  expect(await gapShown('are not in this database')).toMatchObject({ met: false });
  counted = kept + (await ask(fleet.proxyUrls));
  await stored();
}, 240_000);

/** With owners and modes. */
function copyAsItIs(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to]);
}
