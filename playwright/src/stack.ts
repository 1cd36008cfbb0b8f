import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));

export interface Stack {
  dashboard: string;
  proxy: string;
  stop(): Promise<void>;
}

/** Starts the product as a user does, on free ports and a data folder of its own, embedded database included. */
export async function startStack(args: readonly string[] = []): Promise<Stack> {
  const dataDir = mkdtempSync(join(tmpdir(), 'delta-guard-journey-'));
  // Started by root, PostgreSQL runs as a user of its own, who must be able to enter.
  chmodSync(dataDir, 0o755);
  const child = spawn(
    process.execPath,
    [main, 'start', '--port', '0', '--proxy-port', '0', '--data-dir', join(dataDir, 'state'), ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, DATABASE_URL: '' } },
  );
  const output = await printedAddresses(child);
  return {
    dashboard: address(output, 'dashboard'),
    proxy: address(output, 'proxy'),
    stop: async () => {
      if (child.exitCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGINT');
        await exited;
      }
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

function printedAddresses(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (/^ {2}logs {2,}/m.test(output)) resolve(output);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`start ended with exit code ${code}:\n${output}`)));
  });
}

function address(output: string, name: string): string {
  const found = new RegExp(`^ {2}${name} +(http\\S+)`, 'm').exec(output)?.[1];
  if (!found) throw new Error(`start printed no address of the ${name}:\n${output}`);
  return found;
}
