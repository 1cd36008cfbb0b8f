import { createHash } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readFile, realpath, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { Binaries } from './binaries.ts';
import { releaseCluster } from './postmaster.ts';
import { closedFolder, type RunAs } from './run-as.ts';

/** Where PostgreSQL's user can go when root started it from a folder that shuts others out, as root's home does. */
const commonFolder = '/var/lib/delta-guard';

/**
 * The data folder, or where PostgreSQL's user may not enter it: one of the same content below `commonFolder`, to
 * which the data folder is then a link.
 */
export async function enterableDataDir(dataDir: string, runAs: RunAs): Promise<string> {
  const mode = runAs.uid === undefined ? 0o700 : 0o711;
  await mkdir(path.dirname(dataDir), { recursive: true, mode });
  const place = await lstat(dataDir).catch(() => null);
  const real = place?.isSymbolicLink() ? await realpath(dataDir) : dataDir;
  const closed = await closedFolder(real, runAs);
  if (closed === null) return real;
  if (place !== null) {
    throw new Error(`PostgreSQL runs as the user postgres, who may no longer enter ${closed}: chmod o+x it`);
  }
  await openCommonFolder();
  const moved = path.join(
    commonFolder,
    `data-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`,
  );
  // What is left of a data folder of this name that was deleted together with its link.
  await releaseCluster(path.join(moved, 'cluster'), path.join(moved, 'owner.pid'));
  await rm(moved, { recursive: true, force: true });
  await mkdir(moved, { mode: 0o700 });
  await symlink(moved, dataDir);
  return moved;
}

/** The programs, or a copy of them where PostgreSQL's user may not enter the folder that they came in. */
export async function enterableBinaries(binaries: Binaries, runAs: RunAs): Promise<Binaries> {
  const real = await realpath(binaries.postgres);
  if ((await closedFolder(real, runAs)) === null) return binaries;
  await openCommonFolder();
  const native = path.dirname(path.dirname(real));
  const version = versionOf(await readFile(path.join(native, '..', 'package.json'), 'utf8'));
  const copy = path.join(commonFolder, `postgresql-${version}`);
  if ((await lstat(copy).catch(() => null)) === null) await copyWhole(native, copy);
  return { initdb: path.join(copy, 'bin', 'initdb'), postgres: path.join(copy, 'bin', 'postgres') };
}

async function openCommonFolder(): Promise<void> {
  await mkdir(commonFolder, { recursive: true });
  await chmod(commonFolder, 0o711);
}

/** Renamed at the end, so that a copy that was cut off is not taken for whole, and of two starts one wins. */
async function copyWhole(from: string, to: string): Promise<void> {
  const fresh = `${to}.${process.pid}`;
  await cp(from, fresh, { recursive: true, verbatimSymlinks: true });
  await chmod(fresh, 0o755);
  await rename(fresh, to).catch(() => rm(fresh, { recursive: true, force: true }));
}

function versionOf(packageJson: string): string {
  const parsed: unknown = JSON.parse(packageJson);
  const named = typeof parsed === 'object' && parsed !== null && 'version' in parsed;
  if (named && typeof parsed.version === 'string') return parsed.version;
  throw new Error('the package of the embedded PostgreSQL names no version');
}
