import { CommanderError } from 'commander';
import { configVariable, environmentOptions } from './environment.ts';
import { type GatheredOptions, gatherOptions } from './options/gather-options.ts';
import type { ParsedOptions } from './options.ts';
import { program } from './program.ts';
import { startInstance } from './start-proxy.ts';
import { runParent } from './workers/run-parent.ts';
import { runWorker, tellFailure } from './workers/run-worker.ts';
import { workerSlot } from './workers/worker-options.ts';

async function main(): Promise<void> {
  program.parse();
  const slot = workerSlot();
  if (slot !== null) {
    stopOnSignals(await runWorker(slot));
    return;
  }
  const read = await readOptions();
  if (program.opts<{ checkConfig?: true }>().checkConfig) console.log('ok');
  else if (read.options.workers > 1) await serveWithWorkers(read);
  else await serveAlone(read.options);
}

/** Flags, environment and file, as they are now. */
async function readOptions(): Promise<GatheredOptions> {
  const { config, checkConfig, ...flags } = program.opts<Record<string, string>>();
  const environment = environmentOptions();
  const configFile = config ?? environment.get(configVariable) ?? null;
  return gatherOptions({ flags, environment, configFile });
}

async function serveAlone(options: ParsedOptions): Promise<void> {
  const proxy = await startInstance(options);
  stopOnSignals(proxy);
  process.on('SIGHUP', () => void proxy.reload(async () => (await readOptions()).options));
  process.send?.({ type: 'ready', port: proxy.address.port, adminPort: proxy.adminAddress.port });
}

async function serveWithWorkers(read: GatheredOptions): Promise<void> {
  const parent = await runParent(read);
  stopOnSignals(parent);
  process.on('SIGHUP', () => void parent.reload(readOptions));
  process.send?.({ type: 'ready', port: parent.port, adminPort: parent.adminAddress.port });
}

function stopOnSignals(proxy: { close(): Promise<void> }): void {
  const stop = () => {
    void proxy.close().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
  // Who started this process may be gone by now.
  if (process.connected === false) stop();
}

async function fail(error: unknown): Promise<void> {
  if (error instanceof CommanderError) process.exit(error.exitCode);
  const reason = reasonOf(error);
  // The parent of the workers logs it.
  if (workerSlot() !== null) await tellFailure(reason);
  else console.error(`delta-guard proxy: ${reason}`);
  process.exit(1);
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `the port is in use: ${error.message}`;
  }
  return error instanceof Error ? error.message : String(error);
}

main().catch(fail);
