import { mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';

/** Replaces a file. Durable when it returns: written beside, synced, renamed, and the folder synced. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  const temporary = `${file}.new`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
  await syncFolder(folder);
}

/** Moves a file that cannot be used out of the way. Returns where it is now, null where it could not be moved. */
export async function setAside(file: string): Promise<string | null> {
  const aside = `${file}.corrupt-${Date.now()}`;
  try {
    await rename(file, aside);
    return aside;
  } catch {
    return null;
  }
}

/** Makes a rename durable. Windows cannot open a folder and needs no such step. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
