import { root } from '../root.ts';
import { UserError } from '../user-error.ts';
import { buildControlPlane } from './build.ts';
import { type DataDir, openDataDir } from './data-dir.ts';
import type { StartOptions } from './options.ts';
import { controlPlanePlan, databasePlan, demoPlan, type Plan, proxyPlan, type Upstreams } from './plans.ts';
import { requireFreePort } from './ports.ts';
import { adoptSampleRoutes } from './sample-routes.ts';
import { keepRunning, type Supervised } from './supervisor.ts';

/** Starts every part in order, prints where they are, and returns when ctrl-C has stopped them in reverse. */
export async function start(options: StartOptions): Promise<void> {
  await requireFreePort(options.port, '--port');
  await requireFreePort(options.proxyPort, '--proxy-port');
  const dir = openDataDir(options.dataDir);
  const abort = new AbortController();
  const interrupted = untilInterrupted(abort);
  const running: Supervised[] = [];
  const starting = startParts({ options, dir, running, signal: abort.signal });
  try {
    await Promise.race([starting, interrupted]);
    const ended = await Promise.race([interrupted, ...running.map((part) => part.gaveUp)]);
    if (ended === 'gaveUp') process.exitCode = 1;
  } finally {
    abort.abort();
    await starting.catch(() => {});
    for (const part of running.toReversed()) await part.stop();
    dir.release();
  }
  console.log('stopped');
}

/** Resolves at the first ctrl-C or SIGTERM; a second one ends the process at once. */
function untilInterrupted(abort: AbortController): Promise<'interrupted'> {
  return new Promise((resolve) => {
    const ask = () => {
      if (abort.signal.aborted) process.exit(130);
      console.log('stopping (ctrl-C again to stop at once)');
      abort.abort();
      resolve('interrupted');
    };
    process.on('SIGINT', ask).on('SIGTERM', ask);
  });
}

interface Starting {
  options: StartOptions;
  dir: DataDir;
  running: Supervised[];
  signal: AbortSignal;
}

async function startParts({ options, dir, running, signal }: Starting): Promise<void> {
  const launch = async (plan: Plan): Promise<Supervised> => {
    const part = await keepRunning({ ...plan, logDir: dir.logs, verbose: options.verbose }, signal);
    running.push(part);
    return part;
  };
  console.log('building what has changed');
  await buildControlPlane(root, signal);
  const databaseUrl = options.databaseUrl ?? text((await launch(databasePlan(dir))).first.ready.url);
  const controlPlane = await launch(controlPlanePlan(options, dir, databaseUrl));
  const controlPort = Number(controlPlane.first.ready.port);
  let traffic: { type: 'traffic'; target: string; ratePerSecond: number } | null = null;
  const sample =
    options.upstreams === null
      ? await launch({ ...demoPlan(), onReady: (part) => traffic && part.send(traffic) })
      : null;
  const upstreams = options.upstreams ?? addressesOf(sample);
  const proxy = await launch(proxyPlan(options, dir, { ...upstreams, controlPort }));
  const proxyUrl = `http://127.0.0.1:${Number(proxy.first.ready.port)}`;
  if (sample !== null) {
    await adoptSampleRoutes(`http://127.0.0.1:${controlPort}`);
    if (options.traffic) traffic = { type: 'traffic', target: proxyUrl, ratePerSecond: options.rate };
    if (traffic) sample.send(traffic);
  }
  report({ pagesUrl: `http://localhost:${controlPort}`, proxyUrl, upstreams, dir, sample: sample !== null });
}

function report(at: {
  pagesUrl: string;
  proxyUrl: string;
  upstreams: Upstreams;
  dir: DataDir;
  sample: boolean;
}): void {
  const note = at.sample ? '  (sample ledger)' : '';
  const lines = {
    dashboard: at.pagesUrl,
    proxy: `${at.proxyUrl}  (send your clients here)`,
    legacy: at.upstreams.legacy + note,
    candidate: at.upstreams.candidate + note,
    logs: at.dir.logs,
  };
  console.log('\nDelta Guard is running; ctrl-C stops it.\n');
  for (const [name, value] of Object.entries(lines)) console.log(`  ${name.padEnd(10)} ${value}`);
  console.log('');
}

function addressesOf(sample: Supervised | null): Upstreams {
  return {
    legacy: text(sample?.first.ready.legacyUrl),
    candidate: text(sample?.first.ready.candidateUrl),
  };
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new UserError(`a part said it is ready without its address (${typeof value})`);
}
