import { Command, CommanderError } from 'commander';
import { environmentOptions, optionName } from './environment.ts';
import { OptionsError, parseOptions } from './options.ts';
import { type RunningProxy, startInstance } from './start-proxy.ts';

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
  const proxy = await startInstance(parseOptions(given, optionName));
  stopOnSignals(proxy);
  process.send?.({ type: 'ready', port: proxy.address.port });
}

function stopOnSignals(proxy: RunningProxy): void {
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
