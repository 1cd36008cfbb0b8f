import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../user-error.ts';

/** What Next.js says where another process builds in the same folder; once that is done nothing is left to build. */
const buildsElsewhere = 'Another next build process is already running';
const elsewhereTimeoutMs = 300_000;
const lookAgainMs = 1_000;

/** Builds what has changed since the last build (turbo's cache decides); silent unless it fails. */
export async function buildControlPlane(root: string, signal: AbortSignal): Promise<void> {
  const turbo = join(root, 'node_modules', '.bin', 'turbo');
  if (!existsSync(turbo)) return;
  const deadlineMs = performance.now() + elsewhereTimeoutMs;
  for (;;) {
    const { code, output } = await build(turbo, root, signal);
    signal.throwIfAborted();
    if (code === 0) return;
    if (!output.includes(buildsElsewhere) || performance.now() > deadlineMs)
      throw new UserError(`the build failed:\n${output.trimEnd()}`);
    await setTimeout(lookAgainMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

async function build(
  turbo: string,
  root: string,
  signal: AbortSignal,
): Promise<{ code: unknown; output: string }> {
  const child = spawn(
    turbo,
    [
      'run',
      'build',
      '--filter=@delta-guard/control-plane',
      '--output-logs=errors-only',
      '--no-update-notifier',
    ],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
      detached: true,
    },
  );
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-16_384);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const end = () => child.kill('SIGTERM');
  signal.addEventListener('abort', end, { once: true });
  const [code] = await once(child, 'close');
  signal.removeEventListener('abort', end);
  return { code, output };
}
