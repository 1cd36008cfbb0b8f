import { setTimeout as wait } from 'node:timers/promises';
import { BalanceCache } from './balance-cache.ts';
import { candidateRoutes } from './candidate.ts';
import { controlRoutes, refuseForeignHost } from './control.ts';
import { allFaults, type FaultName } from './faults.ts';
import { type JsonServer, type JsonServerOptions, startJsonServer } from './json-server.ts';
import { legacyRoutes } from './legacy.ts';
import { seedLedger } from './seed-ledger.ts';
import { below, seededRandom } from './seeded-random.ts';
import { Traffic, type TrafficAim } from './traffic.ts';
import type { TrafficReport } from './traffic-counts.ts';
import { TrafficPlan } from './traffic-plan.ts';

export interface DemoOptions {
  /** Where legacy and candidate listen; the control server is on 127.0.0.1 always. */
  host: string;
  /** 0: any free port. */
  legacyPort: number;
  candidatePort: number;
  controlPort: number;
}

export interface Demo {
  legacyUrl: string;
  candidateUrl: string;
  controlUrl: string;
  /** Starts the traffic, or gives it another target or rate. */
  startTraffic(aim: TrafficAim): void;
  traffic(): TrafficReport;
  setFault(name: FaultName, on: boolean): void;
  /** Resolves when nothing is left open. */
  stop(): Promise<void>;
}

const seed = 20_260_329;
const cacheTtlMs = 20_000;
const cacheRoundTripMsMax = 4;

/** Starts the sample with all its faults on; rejects, with nothing left open, where a port cannot be had. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const ledger = seedLedger(seed);
  const faults = allFaults(true);
  const random = seededRandom(seed);
  const cache = new BalanceCache({
    ledger,
    ttlMs: cacheTtlMs,
    nowMs: () => performance.now(),
    roundTrip: () => wait(1 + below(random, cacheRoundTripMsMax), undefined, { ref: false }),
  });
  const traffic = new Traffic(new TrafficPlan(seededRandom(seed + 1)));
  const { host } = options;
  const [legacy, candidate, control] = await startAll(
    { host, port: options.legacyPort, name: 'ledger-legacy/4.2', routes: legacyRoutes(ledger, faults) },
    {
      host,
      port: options.candidatePort,
      name: 'ledger-candidate/1.0',
      routes: candidateRoutes({ ledger, faults, cache }),
    },
    {
      host: '127.0.0.1',
      port: options.controlPort,
      name: 'ledger-control',
      routes: controlRoutes(faults, traffic),
      refuse: refuseForeignHost,
    },
  );
  return {
    legacyUrl: legacy.url,
    candidateUrl: candidate.url,
    controlUrl: control.url,
    startTraffic: (aim) => traffic.start(aim),
    traffic: () => traffic.report(),
    setFault: (name, on) => {
      faults[name] = on;
    },
    stop: async () => {
      await traffic.stop();
      cache.stop();
      await Promise.all([legacy.stop(), candidate.stop(), control.stop()]);
    },
  };
}

type Three<T> = [T, T, T];

/** All or none. */
async function startAll(...options: Three<JsonServerOptions>): Promise<Three<JsonServer>> {
  const [first, second, third] = await Promise.allSettled(options.map(startJsonServer));
  const started = [first, second, third].map((result) =>
    result?.status === 'fulfilled' ? result.value : undefined,
  );
  const [legacy, candidate, control] = started;
  if (legacy && candidate && control) return [legacy, candidate, control];
  await Promise.all(started.map((server) => server?.stop()));
  throw [first, second, third].find((result) => result?.status === 'rejected')?.reason;
}
