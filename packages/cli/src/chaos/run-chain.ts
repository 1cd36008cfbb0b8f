import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase } from '@delta-guard/db';
import { controlPlaneClient, until } from '../testing/client.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { Load, type LoadResult } from './load.ts';
import { candidateOrder, legacyOrder, startOrders } from './orders.ts';
import { seededRandom } from './random.ts';

export interface ChainOptions {
  proxies: number;
  perSecond: number;
  seconds: number;
  seed: number;
  /** Pause between two kills, on average. */
  killEveryMs: number;
  /** Kill proxies too: then an unflushed second and what was in flight may be missing, never more. */
  killProxies?: boolean;
}

export interface ChainResult {
  load: LoadResult;
  kills: { database: number; controlPlane: number; proxy: number };
  /** As the database has it, over all epochs of the route. */
  stored: {
    requests: number;
    eligible: number;
    comparisons: number;
    mismatches: number;
    notCompared: number;
  };
  expectedMismatches: number;
  deltas: number;
  distinctDeltas: number;
  gaps: { reason: string; lostEvents: number | null }[];
}

/** Traffic through a fleet while the parts behind it die at random; then what the database holds. */
export async function runChain(options: ChainOptions): Promise<ChainResult> {
  const legacy = await startOrders(legacyOrder);
  const candidate = await startOrders(candidateOrder);
  const fleet = await startFleet(
    { legacy: legacy.url, candidate: candidate.url },
    { proxies: options.proxies },
  );
  try {
    await beginShadow(fleet, options.proxies);
    const load = new Load({ urls: fleet.proxyUrls, perSecond: options.perSecond, expected: legacyOrder });
    load.start();
    const kills = await killAtRandom(fleet, options);
    const result = await load.stop();
    await flows(fleet, options.proxies);
    // Nothing is lost as long as no proxy was killed: it only has to come in, however slow the machine is.
    if (!options.killProxies)
      await until(
        () => readStored(fleet),
        ({ stored }) => stored.requests >= result.sent,
        60_000,
      );
    await fleet.stopProxies();
    const stored = await readStored(fleet);
    const expectedMismatches = Math.floor(result.sent / 50);
    return { load: result, kills, expectedMismatches, ...stored };
  } finally {
    await fleet.stop();
    await legacy.stop();
    await candidate.stop();
  }
}

async function beginShadow(fleet: Fleet, proxies: number): Promise<void> {
  const client = controlPlaneClient(fleet.controlUrl);
  await client.routes.add.mutate({ method: 'GET', template: '/orders/:id', policy: 'trial' });
  await until(
    () => client.instances.screen.query(),
    ({ instances }) => instances.filter(({ connected }) => connected).length === proxies,
  );
  const { routes } = await client.routes.screen.query();
  for (const { id, version } of routes)
    await client.routes.promote.mutate({ routeId: id, version, to: 'shadow' });
  await until(
    () => client.routes.screen.query(),
    ({ appliedBy }) => appliedBy.total === proxies && appliedBy.applied === proxies,
  );
}

/** What was held back by the last kill has come in. */
async function flows(fleet: Fleet, proxies: number): Promise<void> {
  const client = controlPlaneClient(fleet.controlUrl);
  await until(
    () => client.instances.screen.query(),
    ({ instances, nowMs }) =>
      instances.filter(
        ({ connected, health }) => connected && health && health.lagMs < 1_500 && nowMs - health.at < 3_000,
      ).length === proxies,
    60_000,
  );
}

async function killAtRandom(fleet: Fleet, options: ChainOptions): Promise<ChainResult['kills']> {
  const random = seededRandom(options.seed);
  const kills = { database: 0, controlPlane: 0, proxy: 0 };
  const endMs = performance.now() + options.seconds * 1_000;
  while (performance.now() < endMs) {
    await delay(Math.min(options.killEveryMs * (0.5 + random()), Math.max(0, endMs - performance.now())));
    if (performance.now() >= endMs) break;
    const which = random();
    if (options.killProxies && which < 0.4) {
      kills.proxy += 1;
      await fleet.killProxy(Math.floor(random() * options.proxies));
    } else if (which < 0.7) {
      kills.controlPlane += 1;
      await fleet.killControlPlane();
    } else {
      kills.database += 1;
      await fleet.killDatabase();
    }
  }
  return kills;
}

async function readStored(fleet: Fleet): Promise<Omit<ChainResult, 'load' | 'kills' | 'expectedMismatches'>> {
  const db = createDatabase({ url: fleet.databaseUrl });
  try {
    const [sums] = await db.$queryRaw<
      { requests: bigint; eligible: bigint; comparisons: bigint; mismatches: bigint }[]
    >`select sum(requests)::bigint as requests, sum(eligible)::bigint as eligible,
        sum(comparisons)::bigint as comparisons, sum(mismatches)::bigint as mismatches from epoch`;
    const stored = {
      requests: Number(sums?.requests ?? 0),
      eligible: Number(sums?.eligible ?? 0),
      comparisons: Number(sums?.comparisons ?? 0),
      mismatches: Number(sums?.mismatches ?? 0),
    };
    const [deltas] = await db.$queryRaw<{ all: bigint; distinct: bigint }[]>`
      select count(*) as all, count(distinct id) as distinct from delta`;
    const gaps = await db.gap.findMany({ select: { reason: true, lostEvents: true } });
    return {
      stored: { ...stored, notCompared: stored.eligible - stored.comparisons },
      deltas: Number(deltas?.all ?? 0),
      distinctDeltas: Number(deltas?.distinct ?? 0),
      gaps: gaps.map(({ reason, lostEvents }) => ({
        reason,
        lostEvents: lostEvents === null ? null : Number(lostEvents),
      })),
    };
  } finally {
    await db.$disconnect();
  }
}
