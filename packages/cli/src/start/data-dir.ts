import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../user-error.ts';

export interface DataDir {
  path: string;
  logs: string;
  database: string;
  proxy: string;
  tokenFile: string;
  release(): void;
}

/** PostgreSQL does not run as root: started by root it has a user of its own, who must be able to pass through. */
const dirMode = process.getuid?.() === 0 ? 0o711 : 0o700;

/** Makes the folder where state lives (for this user alone), takes it for this process alone, and makes the proxy's token once. */
export function openDataDir(path: string): DataDir {
  const dir = {
    path,
    logs: join(path, 'logs'),
    database: join(path, 'postgres'),
    proxy: join(path, 'proxy'),
    tokenFile: join(path, 'proxy-token'),
  };
  try {
    mkdirSync(path, { recursive: true, mode: dirMode });
    chmodSync(path, dirMode);
    for (const inner of [dir.logs, dir.proxy]) mkdirSync(inner, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UserError(
      `--data-dir ${path} cannot be made: ${error instanceof Error ? error.message : error}`,
    );
  }
  const lockFile = join(path, 'start.pid');
  takeLock(lockFile, path);
  ensureToken(dir.tokenFile);
  return { ...dir, release: () => rmSync(lockFile, { force: true }) };
}

function takeLock(lockFile: string, path: string): void {
  const owner = existsSync(lockFile) ? Number(readFileSync(lockFile, 'utf8')) : Number.NaN;
  if (Number.isInteger(owner) && isAlive(owner)) {
    throw new UserError(`${path} is in use by process ${owner}; stop it, or choose another --data-dir`);
  }
  rmSync(lockFile, { force: true });
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx', mode: 0o600 });
  } catch {
    throw new UserError(`${path} was just taken by another start; choose another --data-dir`);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch {
    return false;
  }
}

/** 256 random bits that let a proxy speak to the control plane; readable by this user alone. */
function ensureToken(file: string): void {
  if (!existsSync(file))
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
  chmodSync(file, 0o600);
}
