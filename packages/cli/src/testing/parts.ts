import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownPort } from '@delta-guard/proxy/testing/own-port';
import { type DataDir, openDataDir } from '../start/data-dir.ts';
import { parseStartOptions, type StartOptions } from '../start/options.ts';
import { type Part, startPart } from '../start/part.ts';
import { controlPlanePlan, databasePlan, type Plan, proxyPlan, type Upstreams } from '../start/plans.ts';

/** The parts of the product as real processes, each of which a test can stop and start by itself. */
export interface Parts {
  dataDir: DataDir;
  proxyUrl: string;
  databaseUrl: string;
  controlUrl: string;
  controlPlane: Part;
  stopControlPlane(): Promise<void>;
  startControlPlane(): Promise<void>;
  /** Stops the proxy, so that its last second is flushed and acked. */
  stopProxy(): Promise<void>;
  stop(): Promise<void>;
}

export async function startParts(
  upstreams: Upstreams,
  given: Pick<Partial<StartOptions>, 'bodies'> = {},
): Promise<Parts> {
  const parent = mkdtempSync(join(tmpdir(), 'delta-guard-parts-'));
  // Started by root, PostgreSQL runs as a user of its own, who must be able to enter.
  chmodSync(parent, 0o755);
  const dataDir = openDataDir(join(parent, 'state'));
  const plain = {
    port: String(await ownPort()),
    proxyPort: '0',
    dataDir: dataDir.path,
    rate: '1',
    traffic: false,
    verbose: false,
  };
  const options = parseStartOptions({ ...plain, ...given, ...upstreams }, {});
  const signal = new AbortController().signal;
  const launch = (plan: Plan, change: Partial<Plan> = {}) =>
    startPart({ ...plan, ...change, logDir: dataDir.logs, verbose: false }, signal);

  const database = await launch(databasePlan(dataDir));
  const plan = controlPlanePlan(options, dataDir, String(database.ready.url));
  let controlPlane = await launch(plan);
  const { ready } = controlPlane;
  const proxy = await launch(proxyPlan(options, dataDir, { ...upstreams, controlPort: Number(ready.port) }));
  return {
    dataDir,
    proxyUrl: `http://127.0.0.1:${proxy.ready.port}`,
    databaseUrl: String(database.ready.url),
    controlUrl: `http://127.0.0.1:${ready.port}`,
    get controlPlane() {
      return controlPlane;
    },
    stopControlPlane: () => controlPlane.stop(60_000),
    startControlPlane: async () => {
      controlPlane = await launch(plan, plan.again(ready));
    },
    stopProxy: () => proxy.stop(60_000),
    stop: async () => {
      for (const part of [proxy, controlPlane, database]) await part.stop(60_000);
      rmSync(parent, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}
