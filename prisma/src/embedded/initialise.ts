import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Binaries } from './binaries.ts';
import type { RunAs } from './run-as.ts';

const majorVersion = '17';

export interface Cluster {
  folder: string;
  password: string;
}

/** The cluster in the data folder, made at the first time. The password lies beside it, for its owner only. */
export async function openCluster(dataDir: string, binaries: Binaries, runAs: RunAs): Promise<Cluster> {
  const folder = path.join(dataDir, 'cluster');
  const passwordFile = path.join(dataDir, 'password');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (runAs.uid !== undefined && runAs.gid !== undefined) await chown(dataDir, runAs.uid, runAs.gid);

  const version = await readIfThere(path.join(folder, 'PG_VERSION'));
  if (version === null) return makeCluster({ folder, passwordFile, binaries, runAs });
  if (version.trim() !== majorVersion) {
    throw new Error(
      `${dataDir} was made by PostgreSQL ${version.trim()}, this is ${majorVersion}: use another data folder`,
    );
  }
  const password = await readIfThere(passwordFile);
  if (password === null) throw new Error(`${passwordFile} is missing: the password of that database is lost`);
  return { folder, password: password.trim() };
}

/** Made beside and renamed at the end, so that a start that was cut off is not taken for a cluster. */
async function makeCluster(plan: {
  folder: string;
  passwordFile: string;
  binaries: Binaries;
  runAs: RunAs;
}): Promise<Cluster> {
  const { folder, passwordFile, binaries, runAs } = plan;
  const fresh = `${folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  const password = randomBytes(24).toString('base64url');
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (runAs.uid !== undefined && runAs.gid !== undefined) await chown(passwordFile, runAs.uid, runAs.gid);
  const flags = [
    ...['--pgdata', fresh, '--username', 'delta_guard', '--pwfile', passwordFile],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-instructions'],
  ];
  await runToEnd(binaries.initdb, flags, runAs);
  await rename(fresh, folder);
  return { folder, password };
}

function runToEnd(program: string, flags: string[], runAs: RunAs): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, flags, { ...runAs, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = `${errors}${text}`.slice(-4_096);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`the database could not be made (${code}): ${errors.trim()}`));
    });
  });
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
