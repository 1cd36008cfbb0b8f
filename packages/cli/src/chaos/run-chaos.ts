import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { controlPlaneClient, until } from '../testing/client.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { Load, type LoadResult } from './load.ts';
import { legacyOrder, startCandidateProcess, startOrders } from './orders.ts';
import { seededRandom } from './random.ts';

export interface ChaosOptions {
  perSecond: number;
  seconds: number;
  seed: number;
  everyMs: number;
}

export interface ChaosResult {
  load: LoadResult;
  /** What was done, and when a worker was killed. */
  done: Record<'candidate' | 'worker' | 'controlPlane' | 'diskFull', number>;
  workerKillsAtMs: number[];
  stored: { eligible: number; comparisons: number; mismatches: number };
}

const workers = 2;
const awayMs = 700;
const diskBytes = 24 * 1024 * 1024;

/** One proxy with two workers under load, while everything around it and in it dies; clients hear the legacy only. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const disk = smallDisk();
  const legacy = await startOrders(legacyOrder);
  const candidate = await startCandidateProcess();
  const upstreams = { legacy: legacy.url, candidate: candidate.url };
  const fleet = await startFleet(upstreams, { proxies: 1, workers, proxyDir: disk.path });
  try {
    await beginShadow(fleet);
    const load = new Load({ urls: fleet.proxyUrls, perSecond: options.perSecond, expected: legacyOrder });
    load.start();
    const { done, workerKillsAtMs } = await breakThings(options, {
      candidate: () => candidate.kill(awayMs),
      controlPlane: () => fleet.killControlPlane(),
      worker: (which) => killWorker(fleet, which),
      diskFull: () => disk.fillFor(2_000),
    });
    const result = await load.stop();
    await allWorkersServe(fleet);
    await fleet.stopProxies();
    return { load: result, done, workerKillsAtMs, stored: await readStored(fleet) };
  } finally {
    await fleet.stop();
    await candidate.stop();
    await legacy.stop();
    disk.remove();
  }
}

interface Breakages {
  candidate(): Promise<void>;
  controlPlane(): Promise<void>;
  worker(which: number): Promise<void>;
  diskFull(): Promise<void>;
}

async function breakThings(options: ChaosOptions, how: Breakages) {
  const random = seededRandom(options.seed);
  const done = { candidate: 0, worker: 0, controlPlane: 0, diskFull: 0 };
  const kinds = Object.keys(done) as (keyof typeof done)[];
  const workerKillsAtMs: number[] = [];
  const endMs = performance.now() + options.seconds * 1_000;
  for (let turn = 0; performance.now() < endMs; turn += 1) {
    await delay(options.everyMs * (0.5 + random()));
    // Each kind once, then by chance.
    const kind = kinds[turn < kinds.length ? turn : Math.floor(random() * kinds.length)] ?? 'candidate';
    done[kind] += 1;
    if (kind === 'worker') {
      workerKillsAtMs.push(Date.now());
      await how.worker(Math.floor(random() * workers));
    } else await how[kind]();
  }
  return { done, workerKillsAtMs };
}

async function killWorker(fleet: Fleet, which: number): Promise<void> {
  const [worker] = (await readiness(fleet)).workers.slice(which % workers);
  if (worker === undefined) return;
  process.kill(worker.pid, 'SIGKILL');
  await until(
    () => readiness(fleet),
    ({ status, workers: now }) => status === 'ok' && now.every(({ pid }) => pid !== worker.pid),
    30_000,
  );
}

const allWorkersServe = (fleet: Fleet) =>
  until(
    () => readiness(fleet),
    ({ status }) => status === 'ok',
    30_000,
  );

async function readiness(fleet: Fleet): Promise<{ status: string; workers: { pid: number }[] }> {
  const answer = await fetch(`http://127.0.0.1:${fleet.adminPorts[0]}/readyz`);
  // Safe: the parent of the workers answers so.
  return (await answer.json()) as { status: string; workers: { pid: number }[] };
}

async function beginShadow(fleet: Fleet): Promise<void> {
  const client = controlPlaneClient(fleet.controlUrl);
  await client.routes.add.mutate({ method: 'GET', template: '/orders/:id', policy: 'trial' });
  await until(
    () => client.instances.screen.query(),
    ({ instances }) => instances.filter(({ connected }) => connected).length === workers,
  );
  const { routes } = await client.routes.screen.query();
  for (const { id, version } of routes)
    await client.routes.promote.mutate({ routeId: id, version, to: 'shadow' });
  await until(
    () => client.routes.screen.query(),
    ({ appliedBy }) => appliedBy.applied === workers,
  );
}

async function readStored(fleet: Fleet): Promise<ChaosResult['stored']> {
  const { routes } = await controlPlaneClient(fleet.controlUrl).routes.screen.query();
  const epoch = routes[0]?.epoch;
  const { eligible = 0, comparisons = 0, mismatches = 0 } = epoch ?? {};
  return { eligible, comparisons, mismatches };
}

interface SmallDisk {
  path: string;
  /** Leaves no room on it for so long. */
  fillFor(ms: number): Promise<void>;
  remove(): void;
}

/** A file system of its own that can be full: a tmpfs, which only root may mount. */
function smallDisk(): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'delta-guard-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes},mode=0755`, 'tmpfs', path]);
  return {
    path,
    fillFor: async (ms) => {
      const filler = join(path, 'filler');
      const { bavail, bsize } = statfsSync(path);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - bsize)));
      await delay(ms);
      rmSync(filler);
    },
    remove: () => {
      execFileSync('umount', ['-l', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
