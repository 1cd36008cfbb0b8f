import { setTimeout as delay } from 'node:timers/promises';
import { controlPlaneClient, until } from '../testing/client.ts';
import { beginShadow } from './begin-shadow.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { Load, type LoadResult } from './load.ts';
import { candidateOrder, legacyOrder, startOrders } from './orders.ts';
import { seededRandom } from './random.ts';
import { readStored, type Stored } from './read-stored.ts';
import { RecentAnswers } from './recent-answers.ts';
import { spoolCount } from './spooled.ts';

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

export interface ChainResult extends Stored {
  load: LoadResult;
  /** Answers a second, as fast as this machine gave them. */
  rate: number;
  kills: { database: number; controlPlane: number; proxy: number };
  /** By their labels. */
  killedProxies: string[];
  /** What clients were answered by a proxy in the two seconds before it was killed, and what was in flight. */
  atStake: number;
  expectedMismatches: number;
}

/** Enough to keep three proxies busy, and little enough that none is asked more than it can answer. */
const inFlightMax = 192;
/** A second that is not flushed, and one that is being written. */
const unflushedMs = 2_000;

/** Traffic through a fleet while the parts behind it die at random; then what the database holds. */
export async function runChain(options: ChainOptions): Promise<ChainResult> {
  const legacy = await startOrders(legacyOrder);
  const candidate = await startOrders(candidateOrder);
  const fleet = await startFleet(
    { legacy: legacy.url, candidate: candidate.url },
    { proxies: options.proxies },
  );
  try {
    await beginShadow(fleet);
    const { perSecond } = options;
    const recent = new RecentAnswers(unflushedMs);
    const load = new Load({
      ...{ urls: fleet.proxyUrls, perSecond, inFlightMax, expected: legacyOrder },
      onAnswer: ({ at }) => recent.note(at),
    });
    const startedMs = performance.now();
    load.start();
    const killed = await killAtRandom(fleet, options, recent);
    const result = await load.stop();
    const rate = Math.round((result.good / (performance.now() - startedMs)) * 1_000);
    await allTold(fleet, Date.now());
    await fleet.stopProxies();
    const stored = await readStored(fleet);
    const expectedMismatches = Math.floor(result.sent / 50);
    return { load: result, rate, ...killed, expectedMismatches, ...stored };
  } finally {
    await fleet.stop();
    await legacy.stop();
    await candidate.stop();
  }
}

/**
 * All that the proxies have counted has come in, from the spools of killed runs too. Told by each after the traffic was
 * over: what it had said of itself before the last kill would still look well.
 */
async function allTold(fleet: Fleet, overAtMs: number): Promise<void> {
  const client = controlPlaneClient(fleet.controlUrl);
  await until(
    async () => ({
      spools: await Promise.all(fleet.proxyDirs.map(spoolCount)),
      healths: (await client.instances.screen.query()).instances.map(({ health }) => health),
    }),
    ({ spools, healths }) =>
      spools.every((count) => count === 1) &&
      healths.filter((health) => health && health.at > overAtMs + unflushedMs && health.spoolBatches === 0)
        .length === fleet.proxyDirs.length,
    120_000,
  );
}

async function killAtRandom(
  fleet: Fleet,
  options: ChainOptions,
  recent: RecentAnswers,
): Promise<Pick<ChainResult, 'kills' | 'killedProxies' | 'atStake'>> {
  const random = seededRandom(options.seed);
  const kills: ChainResult['kills'] = { database: 0, controlPlane: 0, proxy: 0 };
  const killedProxies = new Set<string>();
  let atStake = 0;
  const kinds = (['proxy', 'database', 'controlPlane'] as const).slice(options.killProxies ? 0 : 1);
  const endMs = performance.now() + options.seconds * 1_000;
  for (let turn = 0; performance.now() < endMs; turn += 1) {
    await delay(Math.min(options.killEveryMs * (0.5 + random()), Math.max(0, endMs - performance.now())));
    if (performance.now() >= endMs) break;
    // Each kind once, then by chance.
    const kind = kinds[turn < kinds.length ? turn : Math.floor(random() * kinds.length)] ?? 'database';
    kills[kind] += 1;
    if (kind === 'database') await fleet.killDatabase();
    else if (kind === 'controlPlane') await fleet.killControlPlane();
    else {
      const at = Math.floor(random() * options.proxies);
      killedProxies.add(`proxy-${at}`);
      atStake += recent.count(at) + inFlightMax;
      await fleet.killProxy(at);
    }
  }
  return { kills, killedProxies: [...killedProxies], atStake };
}
