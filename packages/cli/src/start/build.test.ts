import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { buildControlPlane } from './build.ts';

const folder = mkdtempSync(join(tmpdir(), 'delta-guard-build-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder whose build tool does what the script says. */
function rootWith(name: string, script: string): string {
  const root = join(folder, name);
  mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true });
  writeFileSync(join(root, 'node_modules', '.bin', 'turbo'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return root;
}

const signal = AbortSignal.timeout(60_000);

describe('the build', { timeout: 60_000 }, () => {
  test('waits while another process builds in the same folder', async () => {
    const says = 'echo "⨯ Another next build process is already running."';
    const root = rootWith('busy', `mkdir done 2>/dev/null || exit 0\n${says}\nexit 1`);
    await expect(buildControlPlane(root, signal)).resolves.toBeUndefined();
  });

  test('that fails otherwise is told with what it said', async () => {
    const root = rootWith('broken', 'echo "no such module"; exit 1');
    await expect(buildControlPlane(root, signal)).rejects.toThrow('the build failed:\nno such module');
  });

  test('that is waited for can be given up', async () => {
    const root = rootWith('endless', 'echo "Another next build process is already running"; exit 1');
    const stop = new AbortController();
    const waiting = buildControlPlane(root, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
  });
});
