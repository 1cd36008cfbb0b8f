import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderLock } from './folder-lock.ts';
import { Journal } from './journal.ts';

let directory: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'delta-guard-lock-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true, maxRetries: 10 });
});

async function holderProcess(): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, 'testing', 'append-until-killed.ts'), [directory]);
  children.push(child);
  await once(child, 'message');
  return child;
}

test('a folder has one holder, and the next once it is let go', async () => {
  const lock = await FolderLock.take(directory);
  await expect(FolderLock.take(directory)).rejects.toMatchObject({ code: 'locked' });
  expect(await FolderLock.isHeld(directory)).toBe(true);
  await lock.release();
  expect(await FolderLock.isHeld(directory)).toBe(false);
  await (await FolderLock.take(directory)).release();
  expect(await readdir(directory)).toEqual([]);
});

test('of many who come at once one at most has it', async () => {
  for (let round = 0; round < 10; round += 1) {
    const taken = await Promise.allSettled(Array.from({ length: 8 }, () => FolderLock.take(directory)));
    const held = taken.filter((each) => each.status === 'fulfilled');
    expect(held.length).toBeLessThanOrEqual(1);
    for (const each of held) await each.value.release();
  }
});

test('a living process keeps it, and is named; a dead one does not', async () => {
  const child = await holderProcess();
  const opened = Journal.open({ directory });
  await expect(opened).rejects.toThrow(`in use by process ${child.pid}`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const journal = await Journal.open({ directory });
  await journal.close();
});
