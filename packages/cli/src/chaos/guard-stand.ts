import { TRPCClientError } from '@trpc/client';
import { type ControlPlaneClient, controlPlaneClient, until } from '../testing/client.ts';
import { type CutLink, startCutLink } from './cut-link.ts';
import { buildHeader, type FaultyCandidate, startFaultyCandidate } from './faulty-candidate.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { Load } from './load.ts';
import { legacyOrder, type OrderServer, startOrders } from './orders.ts';

export const proxies = 3;
/** Clients of the load, told apart by a header. */
export const clients = 100;
/** `proven`, with a single step of canary to go through. */
export const provenInFewSteps = 'proven-in-few-steps';

const reason = 'the chaos run asks for it';
/** Behind its time, as on a machine that stood still, a load may not ask all at once: no guard can take back what is under way. */
const inFlightMax = 8;

export type RouteNow = Awaited<ReturnType<ControlPlaneClient['routes']['screen']['query']>>['routes'][number];

export type Stage = RouteNow['stage'];

/** What a client got. */
export interface Seen {
  id: number;
  /** The proxy that it asked, by its place among those of the load. */
  at: number;
  /** By `performance.now()`. */
  sentAtMs: number;
  byCandidate: boolean;
  right: boolean;
}

/** A fleet with one route, to move it forward and watch it come back. */
export interface GuardStand {
  fleet: Fleet;
  client: ControlPlaneClient;
  legacy: OrderServer;
  candidate: FaultyCandidate;
  /** Between the last proxy and the control plane. */
  link: CutLink;
  routeId: string;
  route(): Promise<RouteNow>;
  setPolicy(policy: string): Promise<void>;
  /** The detectors that are on; that of latency is off, for a busy machine is slow by itself. */
  setGuard(on: { mismatch: boolean }): Promise<void>;
  /** Forward step by step, against the gate, and in force on every instance. */
  overrideTo(stage: Stage): Promise<void>;
  /** Until every instance obeys and serves the stage. */
  inForce(stage: Stage): Promise<void>;
  startLoad(perSecond: number, urls?: readonly string[]): { load: Load; seen: readonly Seen[] };
  stop(): Promise<void>;
}

export async function startGuardStand(): Promise<GuardStand> {
  const legacy = await startOrders(legacyOrder);
  const candidate = await startFaultyCandidate();
  let link: CutLink | null = null;
  const fleet = await startFleet(
    { legacy: legacy.url, candidate: candidate.url },
    {
      proxies,
      controlPortFor: async (at, controlPort) => {
        if (at !== proxies - 1) return controlPort;
        link = await startCutLink(controlPort);
        return link.port;
      },
    },
  );
  const stop = async () => {
    await fleet.stop();
    await link?.stop();
    await legacy.stop();
    await candidate.stop();
  };
  try {
    const client = controlPlaneClient(fleet.controlUrl);
    if (link === null) throw new Error('the last proxy has no link of its own');
    return await prepare({ fleet, client, legacy, candidate, link, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

type Parts = Pick<GuardStand, 'fleet' | 'client' | 'legacy' | 'candidate' | 'link' | 'stop'>;

async function prepare(parts: Parts): Promise<GuardStand> {
  const { client, fleet } = parts;
  const changes = { canaryShares: [0.5] };
  await client.policies.create.mutate({ name: provenInFewSteps, preset: 'proven', changes });
  const added = { method: 'GET', template: '/orders/:id', policy: provenInFewSteps } as const;
  const { routeId } = await client.routes.add.mutate(added);
  await until(
    () => client.instances.screen.query(),
    ({ instances }) => instances.filter(({ connected }) => connected).length === proxies,
  );
  const route = async () => {
    const { routes } = await client.routes.screen.query();
    const found = routes.find(({ id }) => id === routeId);
    if (found === undefined) throw new Error('the route is gone');
    return found;
  };
  const inForce = async (stage: Stage) => {
    await until(route, (now) => now.stage === stage && now.appliedBy.applied === proxies);
  };
  const setGuard = async ({ mismatch }: { mismatch: boolean }) => {
    const settings = {
      stickyKey: { in: 'header', name: 'x-client' },
      buildHeader,
      guard: { mismatch, latency: false, breaker: true },
    } as const;
    await client.routes.setSettings.mutate({ routeId, settings });
  };
  await setGuard({ mismatch: true });
  return {
    ...parts,
    routeId,
    route,
    setGuard,
    setPolicy: async (policy) => {
      await client.routes.setPolicy.mutate({ routeId, policy });
    },
    overrideTo: async (stage) => {
      for (let now = await route(); now.stage !== stage; now = await route()) {
        if (now.nextStage === null) throw new RangeError(`${stage} does not come after ${now.stage}`);
        const { version, nextStage: to } = now;
        await client.routes.promote.mutate({ routeId, version, to, override: reason }).catch(lookAgain);
      }
      await inForce(stage);
    },
    inForce,
    startLoad: (perSecond, urls = fleet.proxyUrls) => startLoad(perSecond, urls),
  };
}

/** An instance whose own rollback is heard late puts the route under a new version. */
function lookAgain(error: unknown): void {
  if (!(error instanceof TRPCClientError) || error.data?.reason !== 'versionStale') throw error;
}

function startLoad(perSecond: number, urls: readonly string[]): { load: Load; seen: readonly Seen[] } {
  const seen: Seen[] = [];
  const load = new Load({
    urls,
    perSecond,
    inFlightMax,
    expected: legacyOrder,
    headers: (id) => ({ 'X-Client': `client-${id % clients}` }),
    onAnswer: ({ headers, ...answer }) => {
      seen.push({ ...answer, byCandidate: headers[buildHeader.toLowerCase()] !== undefined });
    },
  });
  load.start();
  return { load, seen };
}

/** Until so many more were sent. */
export async function more(load: Load, requests: number): Promise<void> {
  const goal = load.sent + requests;
  await until(
    async () => load.sent,
    (sent) => sent >= goal,
    60_000,
  );
}
