import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const stopTimeoutMs = 20_000;

/**
 * Makes sure that nobody serves this cluster, and clears away what a crash left. Throws where somebody does. `ownedHere`
 * says that this very process has started it.
 */
export async function releaseCluster(cluster: string, ownerFile: string, ownedHere = false): Promise<void> {
  const pidFile = path.join(cluster, 'postmaster.pid');
  const pid = await readPid(pidFile);
  if (pid === null) return;
  if (!(await servesCluster(pid, cluster))) {
    await untilAbandoned(cluster);
    await rm(pidFile, { force: true });
    return;
  }
  const owner = await readPid(ownerFile);
  const ownerLives = owner === process.pid ? ownedHere : owner !== null && isAlive(owner);
  if (ownerLives) {
    throw new Error(`${path.dirname(cluster)} is in use by process ${owner} (PostgreSQL is process ${pid})`);
  }
  await stopOrphan(pid);
}

/**
 * Resolves when nobody works in this cluster any more. The processes of a server that was killed end by themselves, but a
 * slow disk can hold them in a write: a second server beside them would spoil the data.
 */
export async function untilAbandoned(cluster: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const end = Date.now() + stopTimeoutMs;
  for (let pids = await workersIn(cluster); pids.length > 0; pids = await workersIn(cluster)) {
    if (Date.now() > end)
      throw new Error(
        `processes of a PostgreSQL that was killed still work in ${cluster}: ${pids.join(', ')}`,
      );
    await delay(20);
  }
}

async function workersIn(cluster: string): Promise<string[]> {
  const real = await realpath(cluster).catch(() => cluster);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const places = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => null)));
  return pids.filter((_, at) => places[at] === real);
}

/** Whoever started it was killed: nobody would ever stop it. */
async function stopOrphan(pid: number): Promise<void> {
  process.kill(pid, 'SIGINT');
  const end = Date.now() + stopTimeoutMs;
  while (isAlive(pid)) {
    if (Date.now() > end)
      throw new Error(`PostgreSQL (process ${pid}), left by an earlier start, does not stop`);
    await delay(50);
  }
}

async function readPid(file: string): Promise<number | null> {
  try {
    const [line] = (await readFile(file, 'utf8')).split('\n');
    const pid = Number(line);
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** A process id is used again after a restart of the machine; a server works inside its own cluster. */
async function servesCluster(pid: number, cluster: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(cluster));
  } catch {
    return process.platform !== 'linux' && isAlive(pid);
  }
}
