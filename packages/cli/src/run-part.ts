import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

interface Run {
  args: readonly string[];
  cwd: string;
  nodeFlags: readonly string[];
}

/** Runs one part in the foreground with its own options, and ends as it ends. */
export async function runPart(entry: string, { args, cwd, nodeFlags }: Run): Promise<void> {
  const child = spawn(process.execPath, [...nodeFlags, fileURLToPath(import.meta.resolve(entry)), ...args], {
    stdio: 'inherit',
    cwd,
  });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward).on('SIGHUP', forward);
  const [code] = await once(child, 'exit');
  process.exitCode = typeof code === 'number' ? code : 1;
}
