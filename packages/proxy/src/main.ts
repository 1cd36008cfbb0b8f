import cluster from 'node:cluster';
import { Command, CommanderError } from 'commander';
import { environmentOptions, optionName } from './environment.ts';
import { OptionsError, type ParsedOptions, parseOptions } from './options.ts';
import { startInstance } from './start-proxy.ts';
import { runParent } from './workers/run-parent.ts';
import type { WorkerMessage } from './workers/worker-messages.ts';
import { workerOptions, workerSlot } from './workers/worker-options.ts';

const program = new Command('delta-guard-proxy')
  .description('Serves clients from a legacy system and compares a candidate with it.')
  .option('--legacy <url>', 'origin of the legacy')
  .option('--candidate <url>', 'origin of the candidate')
  .option('--port <port>', 'port for clients (8080)')
  .option('--host <host>', 'address for clients (127.0.0.1)')
  .option('--control-url <url>', 'WebSocket address of the control plane')
  .option('--token-file <file>', 'file with the token for the control plane')
  .option('--data-dir <dir>', 'folder for the last config (.delta-guard/proxy)')
  .option('--gateway <name>', 'gateway this instance belongs to (default)')
  .option('--instance <name>', 'label of this instance (host name)')
  .option('--admin-port <port>', 'port for /healthz and /readyz on 127.0.0.1 (any free one)')
  .option('--workers <n>', 'processes that serve clients (1); SIGHUP replaces them one by one')
  .option('--log-level <level>', 'fatal, error, warn, info, debug, trace or silent (info)')
  .addHelpText(
    'after',
    '\nEach option can also be set as an environment variable, such as DELTA_GUARD_LEGACY.',
  )
  .allowExcessArguments(false)
  .exitOverride();

async function main(): Promise<void> {
  program.parse();
  const given = { ...environmentOptions(), ...program.opts<Record<string, string>>() };
  const options = parseOptions(given, optionName);
  const slot = workerSlot();
  if (slot !== null) await serveAsWorker(workerOptions(options, slot));
  else if (options.workers > 1) await serveWithWorkers(options);
  else {
    const proxy = await startInstance(options);
    stopOnSignals(proxy);
    process.send?.({ type: 'ready', port: proxy.address.port });
  }
}

async function serveAsWorker(options: ParsedOptions): Promise<void> {
  // Where the parent is gone the clients of this worker still get their answers: it must not end at once.
  if (cluster.worker) cluster.worker.exitedAfterDisconnect = true;
  const proxy = await startInstance(options);
  stopOnSignals(proxy);
  // A reload is the parent's affair.
  process.on('SIGHUP', () => {});
  const { address, adminAddress } = proxy;
  const ready: WorkerMessage = { type: 'ready', port: address.port, adminPort: adminAddress.port };
  process.send?.(ready);
}

async function serveWithWorkers(options: ParsedOptions): Promise<void> {
  const parent = await runParent(options);
  stopOnSignals(parent);
  process.on('SIGHUP', () => void parent.reload());
  process.send?.({ type: 'ready', port: parent.port });
}

function stopOnSignals(proxy: { close(): Promise<void> }): void {
  const stop = () => {
    void proxy.close().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
}

function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exit(error.exitCode);
  }
  console.error(messageOf(error));
  process.exit(1);
}

function messageOf(error: unknown): string {
  if (error instanceof OptionsError) return `delta-guard proxy: ${error.message}`;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `delta-guard proxy: the port is in use: ${error.message}`;
  }
  return `delta-guard proxy: ${error instanceof Error ? error.message : String(error)}`;
}

main().catch(fail);
