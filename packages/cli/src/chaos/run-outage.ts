import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../testing/client.ts';
import { beginShadow } from './begin-shadow.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { HeldUp } from './held-up.ts';
import { Load, type LoadResult } from './load.ts';
import { candidateOrder, legacyOrder, startOrders } from './orders.ts';
import { type Phase, Phases } from './phases.ts';
import { type ProxyGauges, proxyGauges } from './proxy-gauges.ts';
import { readStored, type Stored } from './read-stored.ts';

export interface OutageOptions {
  /** Each with traffic in every second: so many tallies a second. */
  routes: number;
  perSecond: number;
  /** Until the proxy has the size it keeps under this load. */
  warmUpSeconds: number;
  awaySeconds: number;
}

export interface OutageResult extends Stored {
  load: LoadResult;
  /** Before, while the control plane was away, while it started and caught up, after. */
  phases: Phase[];
  /** What waited when it came back. */
  waiting: Pick<ProxyGauges, 'spoolBatches' | 'spoolBytes'>;
  /** How much larger the proxy was at the most than at the most before. */
  growthMb: number;
}

/** Few enough that a pause is one of the proxy, and not of clients that wait for each other. */
const inFlightMax = 64;
const afterSeconds = 5;
/** Enough to catch up on: one comes each second. */
const batchesMin = 10;

/** The control plane is away while traffic goes on, and catches up under the same traffic. */
export async function runOutage(options: OutageOptions): Promise<OutageResult> {
  const legacy = await startOrders(legacyOrder);
  const candidate = await startOrders(candidateOrder);
  const fleet = await startFleet({ legacy: legacy.url, candidate: candidate.url }, { proxies: 1 });
  const heldUp = new HeldUp();
  try {
    const parts = Array.from({ length: options.routes }, (_, part) => `/part-${part}/orders/`);
    await beginShadow(
      fleet,
      parts.map((part) => `${part}:id`),
    );
    const phases = new Phases();
    const load = new Load({
      ...{ urls: fleet.proxyUrls, perSecond: options.perSecond, inFlightMax, expected: legacyOrder },
      path: (id) => `${parts[id % parts.length]}${id}`,
      onAnswer: ({ sentAtMs }) => phases.answered(sentAtMs),
    });
    const watch = watchSize(fleet, phases);
    const waiting = await outage(fleet, load, { ...options, phases });
    const result = await load.stop();
    phases.end();
    watch.stop();
    await until(
      () => readStored(fleet),
      ({ stored }) => stored.requests >= result.sent,
      120_000,
    );
    const done = phases.done(heldUp);
    const [before, ...later] = done.map(({ memoryMb }) => memoryMb);
    const growthMb = Math.round(Math.max(...later) - (before ?? 0));
    return { load: result, phases: done, waiting, growthMb, ...(await readStored(fleet)) };
  } finally {
    await heldUp.stop();
    await fleet.stop();
    await legacy.stop();
    await candidate.stop();
  }
}

async function outage(
  fleet: Fleet,
  load: Load,
  { phases, warmUpSeconds, awaySeconds }: OutageOptions & { phases: Phases },
): Promise<OutageResult['waiting']> {
  load.start();
  phases.begin('before');
  await delay(warmUpSeconds * 1_000);
  phases.begin('away');
  const [adminPort = 0] = fleet.adminPorts;
  let waiting = { spoolBatches: 0, spoolBytes: 0 };
  await fleet.killControlPlane(async () => {
    await delay(awaySeconds * 1_000);
    // A machine that was held up has seen fewer seconds.
    const { spoolBatches, spoolBytes } = await until(
      () => proxyGauges(adminPort),
      (now) => now.spoolBatches >= batchesMin,
    );
    waiting = { spoolBatches, spoolBytes };
    phases.begin('catching up');
  });
  await until(
    () => proxyGauges(adminPort),
    (now) => now.spoolBatches <= 2,
    300_000,
  );
  phases.begin('after');
  await delay(afterSeconds * 1_000);
  return waiting;
}

/** Looks at the proxy four times a second. */
function watchSize(fleet: Fleet, phases: Phases): { stop(): void } {
  const [adminPort = 0] = fleet.adminPorts;
  const timer = setInterval(() => {
    proxyGauges(adminPort).then(
      ({ memoryBytes }) => phases.sized(memoryBytes),
      () => {},
    );
  }, 250);
  return { stop: () => clearInterval(timer) };
}
