import { resolve } from 'node:path';
import { nodeFlags } from '@delta-guard/proxy/node-flags';
import { Command, Option } from 'commander';
import { UserError } from './user-error.ts';
import { userFolder } from './user-folder.ts';

const description =
  'Guards the migration from a legacy system to the service that is to replace it: sends each request to both, ' +
  'answers from the legacy, compares, and lets a route cut over when the evidence proves it.';

/** The `delta-guard` program. A mistake of the user's ends it with one line and exit code 1. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  const program = new Command('delta-guard').description(description);
  const [first = '-'] = argv.slice(2);
  program
    // A word that is no command is not for the default one: commander says so, and what may have been meant.
    .command('start', { isDefault: first.startsWith('-') })
    .description(
      'start it all: database, control plane, proxy and, when no upstreams are given, a sample ledger',
    )
    .option('--legacy <url>', 'origin of the legacy system, for example http://127.0.0.1:9001')
    .option('--candidate <url>', 'origin of the service that is to replace it')
    .option('--port <port>', 'port of the control plane', '4000')
    .option('--proxy-port <port>', 'port of the proxy', '8080')
    .option('--data-dir <dir>', 'where state lives', '.delta-guard')
    .addOption(new Option('--rate <n>', 'requests a second of the sample traffic').default('60'))
    .option(
      '--bodies <what>',
      'what samples keep of bodies: full, differing or none (differing; full of the sample)',
    )
    .option('--no-traffic', 'start the sample ledger without traffic')
    .option('--verbose', 'show the logs of all parts here as well as in their files', false)
    .addHelpText(
      'after',
      `
Environment:
  DATABASE_URL  a PostgreSQL 17 server to use instead of the embedded one`,
    )
    .action(async (given: Record<string, unknown>) => {
      const { parseStartOptions } = await import('./start/options.ts');
      const { start } = await import('./start/start.ts');
      const options = parseStartOptions(given, process.env);
      await start({ ...options, dataDir: resolve(userFolder(), options.dataDir) });
    });
  for (const [name, part] of Object.entries(parts)) {
    program
      .command(name)
      .description(part.description)
      .allowUnknownOption()
      .helpOption(false)
      .argument('[args...]', 'options of that part; --help lists them')
      .action(async () => {
        const args = argv.slice(3);
        if (name === 'control-plane' && !args.includes('--help')) {
          const { buildFirst } = await import('./build-first.ts');
          await buildFirst();
        }
        const { runPart } = await import('./run-part.ts');
        await runPart(part.entry, { args, cwd: userFolder(), nodeFlags: part.nodeFlags });
      });
  }
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(`delta-guard: ${error.message}`);
    process.exitCode = 1;
  }
}

const parts = {
  proxy: { description: 'run one proxy only', entry: '@delta-guard/proxy/main', nodeFlags },
  replay: {
    description: 'compare both systems on recorded traffic, in a pipeline',
    entry: '@delta-guard/proxy/replay',
    nodeFlags: [],
  },
  rollback: {
    description: 'take routes back on this host, also without the control plane',
    entry: '@delta-guard/proxy/rollback',
    nodeFlags: [],
  },
  'control-plane': {
    description: 'run one control plane only',
    entry: '@delta-guard/control-plane/main',
    nodeFlags: [],
  },
} as const;
