import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Runs one part in the foreground with its own options, and ends as it ends. */
export async function runPart(
  entry: string,
  args: readonly string[],
  nodeFlags: readonly string[] = [],
): Promise<void> {
  const child = spawn(process.execPath, [...nodeFlags, fileURLToPath(import.meta.resolve(entry)), ...args], {
    stdio: 'inherit',
  });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward).on('SIGHUP', forward);
  const [code] = await once(child, 'exit');
  process.exitCode = typeof code === 'number' ? code : 1;
}
