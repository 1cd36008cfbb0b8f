import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openDataDir } from './start/data-dir.ts';
import type { Part } from './start/part.ts';
import { databasePlan } from './start/plans.ts';
import { keepRunning } from './start/supervisor.ts';

const parent = mkdtempSync(join(tmpdir(), 'delta-guard-database-'));
// Started by root, PostgreSQL runs as a user of its own, who must be able to enter.
chmodSync(parent, 0o755);
afterAll(() => rmSync(parent, { recursive: true, force: true, maxRetries: 10 }));

test('a PostgreSQL that is killed comes back at the same address', async () => {
  const dir = openDataDir(join(parent, 'state'));
  const runs: Part[] = [];
  let again: (part: Part) => void;
  const cameBack = new Promise<Part>((resolve) => {
    again = resolve;
  });
  const onReady = (part: Part) => {
    runs.push(part);
    if (runs.length === 2) again(part);
  };
  const plan = { ...databasePlan(dir), logDir: dir.logs, verbose: false, onReady };
  const supervised = await keepRunning(plan, new AbortController().signal);
  const [pid] = readFileSync(join(dir.database, 'cluster', 'postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGKILL');
  expect((await cameBack).ready).toEqual(supervised.first.ready);
  await supervised.stop();
});
