import { randomBytes } from 'node:crypto';
import { link, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { JournalError } from './journal-error.ts';

const heartbeatMs = 5_000;
/** A holder on another host is believed to live while its lock was touched within this. */
const silentMs = 30_000;
const namePattern = /^lock\.(\d+)$/;

interface Holder {
  pid: number;
  /** Start time of the process in clock ticks since boot, null where the system does not tell. */
  started: string | null;
  boot: string | null;
  host: string;
}

/** Keeps a folder for one holder. A lock whose process is gone does not count. */
export class FolderLock {
  readonly #file: string;
  readonly #timer: NodeJS.Timeout;

  private constructor(file: string) {
    this.#file = file;
    this.#timer = setInterval(() => void touch(file), heartbeatMs);
    this.#timer.unref();
  }

  /** Throws `JournalError` `locked` where another has it. */
  static async take(directory: string): Promise<FolderLock> {
    const before = await locksIn(directory);
    const mine = path.join(directory, `lock.${(before.at(-1)?.number ?? 0) + 1}`);
    await create(mine);
    // Of two that came at once each sees the other; neither goes on with both there.
    for (const { file } of await locksIn(directory)) {
      if (file === mine) continue;
      const holder = await livingHolder(file);
      if (holder === null) await rm(file, { force: true });
      else {
        await rm(mine, { force: true });
        throw lockedBy(file, holder);
      }
    }
    return new FolderLock(mine);
  }

  /** Whether a process that lives has the folder, at this moment. */
  static async isHeld(directory: string): Promise<boolean> {
    for (const { file } of await locksIn(directory)) {
      if ((await livingHolder(file)) !== null) return true;
    }
    return false;
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    await rm(this.#file, { force: true });
  }
}

/** Under its name only when it is whole, and only where nobody else has that name. */
async function create(file: string): Promise<void> {
  const making = `${file}.${randomBytes(6).toString('hex')}`;
  const me: Holder = {
    pid: process.pid,
    started: await startedOf(process.pid),
    boot: await bootId(),
    host: hostname(),
  };
  try {
    await writeFile(making, JSON.stringify(me), { mode: 0o600 });
    await link(making, file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new JournalError('locked', `${file} was taken by another process at this moment`);
    }
    throw error;
  } finally {
    await rm(making, { force: true });
  }
}

async function locksIn(directory: string): Promise<{ file: string; number: number }[]> {
  const found = (await readdir(directory)).flatMap((name) => {
    const number = namePattern.exec(name)?.[1];
    return number === undefined ? [] : [{ file: path.join(directory, name), number: Number(number) }];
  });
  return found.sort((a, b) => a.number - b.number);
}

function lockedBy(file: string, { pid, host }: Holder): JournalError {
  return new JournalError('locked', `${path.dirname(file)} is in use by process ${pid} on ${host} (${file})`);
}

async function livingHolder(file: string): Promise<Holder | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  const holder = parseHolder(text);
  if (holder === null) return null;
  if (holder.host !== hostname()) {
    const touched = await stat(file).catch(() => null);
    return touched !== null && Date.now() - touched.mtimeMs < silentMs ? holder : null;
  }
  if (holder.boot !== (await bootId())) return null;
  return (await isAlive(holder)) ? holder : null;
}

async function isAlive({ pid, started }: Holder): Promise<boolean> {
  if (started !== null) return (await startedOf(pid)) === started;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The 22nd field; the name in the 2nd may hold blanks and brackets. A zombie is no holder. */
async function startedOf(pid: number): Promise<string | null> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  const fields = line?.slice(line.lastIndexOf(')') + 2).split(' ');
  return fields === undefined || fields[0] === 'Z' ? null : (fields[19] ?? null);
}

async function bootId(): Promise<string | null> {
  const id = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null);
  return id?.trim() ?? null;
}

function parseHolder(text: string): Holder | null {
  try {
    const { pid, started, boot, host }: Partial<Holder> = JSON.parse(text);
    if (typeof pid !== 'number' || typeof host !== 'string') return null;
    return { pid, host, started: started ?? null, boot: boot ?? null };
  } catch {
    return null;
  }
}

async function touch(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => {});
}
