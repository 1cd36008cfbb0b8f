import { CommanderError } from 'commander';
import { configVariable, environmentOptions } from './environment.ts';
import { gatherOptions } from './options/gather-options.ts';
import type { ParsedOptions } from './options.ts';
import { program } from './program.ts';
import { startInstance } from './start-proxy.ts';
import { runParent } from './workers/run-parent.ts';
import { runWorker, tellFailure } from './workers/run-worker.ts';
import { workerOptions, workerSlot } from './workers/worker-options.ts';

async function main(): Promise<void> {
  program.parse();
  const options = await readOptions();
  if (program.opts<{ checkConfig?: true }>().checkConfig) {
    console.log('ok');
    return;
  }
  const slot = workerSlot();
  if (slot !== null) await serveAsWorker(workerOptions(options, slot));
  else if (options.workers > 1) await serveWithWorkers(options);
  else await serveAlone(options);
}

/** Flags, environment and file, as they are now. */
async function readOptions(): Promise<ParsedOptions> {
  const { config, checkConfig, ...flags } = program.opts<Record<string, string>>();
  const environment = environmentOptions();
  const configFile = config ?? environment.get(configVariable) ?? null;
  return gatherOptions({ flags, environment, configFile });
}

async function serveAlone(options: ParsedOptions): Promise<void> {
  const proxy = await startInstance(options);
  stopOnSignals(proxy);
  process.on('SIGHUP', () => void proxy.reload(readOptions));
  process.send?.({ type: 'ready', port: proxy.address.port, adminPort: proxy.adminAddress.port });
}

async function serveAsWorker(options: ParsedOptions): Promise<void> {
  stopOnSignals(await runWorker(options));
}

async function serveWithWorkers(options: ParsedOptions): Promise<void> {
  const parent = await runParent(options);
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
