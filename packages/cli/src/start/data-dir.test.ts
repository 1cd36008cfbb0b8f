import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openDataDir } from './data-dir.ts';

const made: string[] = [];
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true, maxRetries: 10 });
});

function freshPath(): string {
  const parent = mkdtempSync(join(tmpdir(), 'delta-guard-data-'));
  made.push(parent);
  return join(parent, 'state');
}

test('the token has 256 random bits, is for this user alone, and stays the same', () => {
  const path = freshPath();
  const first = openDataDir(path);
  const token = readFileSync(first.tokenFile, 'utf8');
  expect(token).toMatch(/^[0-9a-f]{64}\n$/);
  expect(statSync(first.tokenFile).mode & 0o777).toBe(0o600);
  // Others can list nothing; only root's PostgreSQL user has to pass through.
  expect(statSync(path).mode & 0o066).toBe(0);
  for (const inner of [first.logs, first.proxy]) expect(statSync(inner).mode & 0o777).toBe(0o700);
  first.release();
  const second = openDataDir(path);
  expect(readFileSync(second.tokenFile, 'utf8')).toBe(token);
  second.release();
});

test('a folder that a living process holds is refused with its number', () => {
  const path = freshPath();
  openDataDir(path).release();
  writeFileSync(join(path, 'start.pid'), String(process.ppid));
  expect(() => openDataDir(path)).toThrow(`in use by process ${process.ppid}`);
});

test('the lock of a process that is gone is no obstacle', () => {
  const path = freshPath();
  openDataDir(path).release();
  writeFileSync(join(path, 'start.pid'), '2147483646');
  openDataDir(path).release();
});

test('a folder that cannot be made is a clear error', () => {
  const path = freshPath();
  writeFileSync(path, 'a file');
  expect(() => openDataDir(path)).toThrow(`--data-dir ${path} cannot be made`);
});
