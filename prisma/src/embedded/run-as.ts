import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The user that PostgreSQL runs as; empty where it is the present one. */
export interface RunAs {
  uid?: number;
  gid?: number;
}

const user = 'postgres';

/** PostgreSQL refuses to run as root: then it runs as the user `postgres`, which is made where it is missing. */
export async function chooseRunAs(): Promise<RunAs> {
  if (process.getuid?.() !== 0) return {};
  const known = await lookUp();
  if (known) return known;
  try {
    await run('groupadd', ['--system', '--force', user]);
    await run('useradd', [
      '--system',
      '--gid',
      user,
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      user,
    ]);
  } catch (error) {
    const why = error instanceof Error ? error.message.trim() : String(error);
    throw new Error(`PostgreSQL does not run as root, and the user ${user} could not be made: ${why}`);
  }
  const made = await lookUp();
  if (!made) throw new Error(`PostgreSQL does not run as root, and there is no user ${user}`);
  return made;
}

async function lookUp(): Promise<{ uid: number; gid: number } | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/** The folder on the way to `target` that keeps that user out, null where there is none. */
export async function closedFolder(target: string, runAs: RunAs): Promise<string | null> {
  if (runAs.uid === undefined) return null;
  for (let folder = path.dirname(target); ; folder = path.dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === runAs.uid ? 0o100 : gid === runAs.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return folder;
    if (folder === path.dirname(folder)) return null;
  }
}
