import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { LogFile } from './log-file.ts';

const parent = mkdtempSync(join(tmpdir(), 'delta-guard-log-'));
afterAll(() => rmSync(parent, { recursive: true, force: true, maxRetries: 10 }));

test('a log that cannot be written is told once, ends nothing, and goes on when it can be written again', async () => {
  const folder = join(parent, 'away');
  const told: string[] = [];
  const log = new LogFile(join(folder, 'part.log'), (what) => told.push(what));
  log.write(Buffer.from('lost\n'));
  await expect
    .poll(() => told)
    .toEqual([expect.stringContaining(`${folder}/part.log cannot be written: ENOENT`)]);
  mkdirSync(folder);
  log.write(Buffer.from('kept\n'));
  await expect.poll(() => readFileSync(log.path, { encoding: 'utf8', flag: 'a+' })).toBe('kept\n');
  expect(told).toHaveLength(1);
  log.close();
});
