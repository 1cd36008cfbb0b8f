import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilAbandoned } from '@delta-guard/db/embedded';
import { ownPort } from '@delta-guard/proxy/testing/own-port';
import { openDataDir } from '../start/data-dir.ts';
import { parseStartOptions } from '../start/options.ts';
import { type Part, startPart } from '../start/part.ts';
import { controlPlanePlan, databasePlan, type Plan, proxyPlan, type Upstreams } from '../start/plans.ts';

export interface FleetOptions {
  proxies: number;
  /** Worker processes of each. */
  workers?: number;
  /** Where proxies keep their state, where it is not a folder of its own. */
  proxyDir?: string;
  /** The port of the control plane as this proxy is told it, where something stands between them. */
  controlPortFor?: (at: number, controlPort: number) => Promise<number>;
}

/** Real processes that a test can kill at any moment: what it kills comes back at the same address. */
export interface Fleet {
  controlUrl: string;
  databaseUrl: string;
  proxyUrls: string[];
  adminPorts: number[];
  /** Folder of each proxy, and of the database. */
  proxyDirs: string[];
  databaseDir: string;
  /** What proxies show at their link. */
  token: string;
  /** SIGKILL, and started again once that which is done meanwhile is. */
  killDatabase(meanwhile?: Meanwhile): Promise<void>;
  killControlPlane(meanwhile?: Meanwhile): Promise<void>;
  killProxy(at: number, meanwhile?: Meanwhile): Promise<void>;
  /** SIGTERM, and started again. */
  restartProxy(at: number): Promise<void>;
  /** SIGTERM: each flushes its last second and waits for its acks. */
  stopProxies(): Promise<void>;
  stop(): Promise<void>;
}

type Meanwhile = () => Promise<void>;

interface Running {
  plan: Plan;
  part: Part;
}

export async function startFleet(upstreams: Upstreams, given: FleetOptions): Promise<Fleet> {
  const parent = mkdtempSync(join(tmpdir(), 'delta-guard-fleet-'));
  // Started by root, PostgreSQL runs as a user of its own, who must be able to enter.
  chmodSync(parent, 0o755);
  const dataDir = openDataDir(join(parent, 'state'));
  const shared = {
    port: String(await ownPort()),
    proxyPort: '0',
    dataDir: dataDir.path,
    rate: '1',
    traffic: false,
    verbose: false,
  };
  const options = parseStartOptions({ ...shared, ...upstreams }, {});
  const signal = new AbortController().signal;
  const launch = async (plan: Plan): Promise<Running> => ({
    plan,
    part: await startPart({ ...plan, logDir: dataDir.logs, verbose: false }, signal),
  });
  const again = ({ plan, part }: Running) => launch({ ...plan, ...plan.again(part.ready) });

  let database = await launch(databasePlan(dataDir));
  const databaseUrl = String(database.part.ready.url);
  let controlPlane = await launch(controlPlanePlan(options, dataDir, databaseUrl));
  const controlPort = Number(controlPlane.part.ready.port);
  const proxyDirs = Array.from({ length: given.proxies }, (_, at) =>
    join(given.proxyDir ?? parent, `proxy-${at}`),
  );
  const startProxy = async (proxyDir: string, at: number) => {
    mkdirSync(proxyDir, { recursive: true });
    const toldPort = (await given.controlPortFor?.(at, controlPort)) ?? controlPort;
    const to = { ...upstreams, controlPort: toldPort };
    const own = { ...options, proxyPort: await ownPort() };
    const plan = proxyPlan(own, { ...dataDir, proxy: proxyDir }, to);
    return launch(named(plan, at, given.workers ?? 1));
  };
  const proxies = await Promise.all(proxyDirs.map(startProxy));
  const proxyAt = (at: number): Running => {
    const proxy = proxies[at];
    if (proxy === undefined) throw new RangeError(`there is no proxy ${at}`);
    return proxy;
  };
  const stopProxies = async () => {
    await Promise.all(proxies.map(({ part }) => part.stop(60_000)));
  };
  return {
    controlUrl: `http://127.0.0.1:${controlPort}`,
    databaseUrl,
    proxyUrls: proxies.map(({ part }) => `http://127.0.0.1:${part.ready.port}`),
    adminPorts: proxies.map(({ part }) => Number(part.ready.adminPort)),
    proxyDirs,
    databaseDir: dataDir.database,
    token: readFileSync(dataDir.tokenFile, 'utf8').trim(),
    killDatabase: async (meanwhile) => {
      process.kill(postmasterPid(dataDir.database), 'SIGKILL');
      await database.part.exited;
      await untilAbandoned(join(dataDir.database, 'cluster'));
      await meanwhile?.();
      database = await again(database);
    },
    killControlPlane: async (meanwhile) => {
      process.kill(controlPlane.part.pid, 'SIGKILL');
      await controlPlane.part.exited;
      await meanwhile?.();
      controlPlane = await again(controlPlane);
    },
    killProxy: async (at, meanwhile) => {
      const proxy = proxyAt(at);
      process.kill(proxy.part.pid, 'SIGKILL');
      await proxy.part.exited;
      await meanwhile?.();
      proxies[at] = await again(proxy);
    },
    restartProxy: async (at) => {
      const proxy = proxyAt(at);
      await proxy.part.stop(60_000);
      proxies[at] = await again(proxy);
    },
    stopProxies,
    stop: async () => {
      await stopProxies();
      for (const { part } of [controlPlane, database]) await part.stop(60_000);
      rmSync(parent, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** A label and a number of workers of its own. */
function named(plan: Plan, at: number, workers: number): Plan {
  const change = (args: readonly string[]) => {
    const label = args.indexOf('--instance') + 1;
    return [...args.with(label, `proxy-${at}`), '--workers', String(workers)];
  };
  return {
    ...plan,
    name: `proxy-${at}`,
    args: change(plan.args),
    again: (ready) => {
      const next = plan.again(ready);
      return { ...next, args: change(next.args) };
    },
  };
}

function postmasterPid(databaseDir: string): number {
  const [pid] = readFileSync(join(databaseDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n');
  return Number(pid);
}
