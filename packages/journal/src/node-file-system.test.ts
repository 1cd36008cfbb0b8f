import { constants } from 'node:fs';
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { nodeFileSystem } from './node-file-system.ts';

test('a file is opened as synced so that the system syncs each write to it before it returns', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'delta-guard-synced-'));
  const name = path.join(directory, 'file');
  await writeFile(name, 'before');
  const file = await nodeFileSystem.open(name, 'synced');
  expect(await file.write(Buffer.from('be'), 4)).toBe(2);
  expect(await readFile(name, 'utf8')).toBe('befobe');
  // Other systems have no such flag: there each write is followed by a sync.
  const flags = process.platform === 'linux' ? await flagsOf(name) : [constants.O_DSYNC];
  expect(flags.map((each) => each & constants.O_DSYNC)).toEqual([constants.O_DSYNC]);
  await file.close();
  await rm(directory, { recursive: true });
});

/** With which flags this process has the file open. */
async function flagsOf(name: string): Promise<number[]> {
  const found: number[] = [];
  for (const descriptor of await readdir('/proc/self/fd')) {
    if ((await readlink(`/proc/self/fd/${descriptor}`).catch(() => null)) !== name) continue;
    const info = await readFile(`/proc/self/fdinfo/${descriptor}`, 'utf8');
    found.push(Number.parseInt(/^flags:\s*(\d+)$/m.exec(info)?.[1] ?? '0', 8));
  }
  return found;
}
