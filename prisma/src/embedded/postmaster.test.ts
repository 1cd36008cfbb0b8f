import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { untilAbandoned } from './postmaster.ts';

test.runIf(process.platform === 'linux')(
  'what a killed server left at work in its cluster is waited for',
  async () => {
    const cluster = await mkdtemp(path.join(tmpdir(), 'delta-guard-abandoned-'));
    const left = spawn('sleep', ['600'], { cwd: cluster, stdio: 'ignore' });
    await once(left, 'spawn');
    const found = untilAbandoned(cluster).then(() => existsSync(`/proc/${left.pid}/cwd`));
    for (let turn = 0; turn < 100; turn += 1) await nextTurn();
    left.kill('SIGKILL');
    expect(await found).toBe(false);
    await rm(cluster, { recursive: true });
  },
);
