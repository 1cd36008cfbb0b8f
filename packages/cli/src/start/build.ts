import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../user-error.ts';

/** Builds what has changed since the last build (turbo's cache decides); silent unless it fails. */
export async function buildControlPlane(root: string, signal: AbortSignal): Promise<void> {
  const turbo = join(root, 'node_modules', '.bin', 'turbo');
  if (!existsSync(turbo)) return;
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
  signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  const [code] = await once(child, 'close');
  signal.throwIfAborted();
  if (code !== 0) throw new UserError(`the build failed:\n${output.trimEnd()}`);
}
