import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase, migrate } from '@delta-guard/db';
import type { Logger } from 'pino';
import { localActor } from './actor.ts';
import { autoAdvanceJob } from './advance/auto-advance.ts';
import type { ServerContext } from './context.ts';
import { openGateway } from './gateway.ts';
import { createHttpServer } from './http/http-server.ts';
import { LiveSockets } from './http/live-sockets.ts';
import { noPages, openPages } from './http/pages.ts';
import type { IngestOptions } from './ingest/ingest-options.ts';
import { IngestServer } from './ingest/ingest-server.ts';
import { missingSpoolsJob } from './ingest/missing-spools.ts';
import { DatabaseWatch } from './live/database-watch.ts';
import { LiveHub } from './live/live-hub.ts';
import { SampleJudge } from './samples/sample-judge.ts';
import { type DeltaRetention, defaultRetention } from './storage/delta-days.ts';
import { JobRunner } from './storage/job-runner.ts';
import { noteJobRun } from './storage/job-runs.ts';
import { storageJobs } from './storage/storage-jobs.ts';

const gatewaySlug = 'default';
/** How long answers that are under way may still take at the end. */
const lastAnswersMs = 2_000;

export interface ControlPlaneOptions {
  databaseUrl: string;
  /** The same database without a pooler in between: for migrations, LISTEN and the lock of the jobs. */
  databaseDirectUrl?: string | undefined;
  /** 0 lets the system choose. */
  port: number;
  host: string;
  /** What proxies show when they connect. */
  token: string;
  /** What pipelines show; null where they cannot call. */
  apiToken?: string | null;
  pages: 'on' | 'off' | 'development';
  log: Logger;
  now?: () => number;
  /** `off` where a test runs them by itself. */
  jobs?: 'on' | 'off';
  retention?: Partial<DeltaRetention>;
  ingest?: Pick<IngestOptions, 'helloTimeoutMs' | 'pingIntervalMs' | 'silentMsMax' | 'storeTimeoutMs'>;
}

export interface ControlPlane {
  port: number;
  /** What services and read models are given. */
  context: ServerContext;
  close: () => Promise<void>;
}

/** Starts the whole control plane: database, ingest, interfaces, pages. Throws where a part cannot start. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { log, databaseUrl, host } = options;
  const directUrl = options.databaseDirectUrl ?? databaseUrl;
  await migrate({ url: directUrl, log: (line) => log.info(line) });
  const db = createDatabase({
    url: databaseUrl,
    onConnectionError: (error) => log.warn({ err: error }, 'a connection to the database broke'),
  });
  const gatewayId = await openGateway(db, gatewaySlug);
  const now = options.now ?? Date.now;
  const live = new LiveHub(now);
  const samples = new SampleJudge();
  const actor = localActor();
  const retention = { ...defaultRetention, ...options.retention };
  const context: ServerContext = {
    db,
    controlPlaneId: randomUUID(),
    gatewayId,
    gatewaySlug,
    actor,
    log,
    now,
    live,
    samples,
    retention,
  };
  const ingest = new IngestServer({ context, token: options.token, ...options.ingest });
  const liveSockets = new LiveSockets(context);
  const pages =
    options.pages === 'off' ? noPages : await openPages({ development: options.pages === 'development' });
  const apiToken = options.apiToken ?? null;
  let port = options.port;
  const server = createHttpServer({ context, ingest, live: liveSockets, pages, apiToken, port: () => port });
  const watch = new DatabaseWatch({
    url: directUrl,
    db,
    gatewayId,
    log,
    live,
    onConfig: (config) => ingest.sendConfig(config),
  });
  const jobs = new JobRunner({
    url: directUrl,
    log,
    jobs: [...storageJobs(context), autoAdvanceJob(context), missingSpoolsJob(context)],
    onRun: (run) => noteJobRun(db, run),
  });
  server.listen(options.port, host);
  await once(server, 'listening');
  port = portOf(server.address());
  watch.start();
  if (options.jobs !== 'off') jobs.start();
  log.info({ host, port }, 'the control plane is up');
  return {
    port,
    context,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      liveSockets.close();
      await ingest.close();
      await watch.close();
      await jobs.close();
      await Promise.race([closed, delay(lastAnswersMs, undefined, { ref: false })]);
      server.closeAllConnections();
      await samples.close();
      await pages.close();
      await db.$disconnect();
      log.info('the control plane has stopped');
    },
  };
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
