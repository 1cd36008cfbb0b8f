import { Command } from 'commander';
import { configVariable } from './environment.ts';
import { settings } from './options/settings.ts';

/** The command line of the proxy, apart from what it does. */
export const program = new Command('delta-guard proxy')
  .description('Serves clients from a legacy system and compares a candidate with it.')
  .option('--config <file>', 'YAML file with these and all other settings, as in docs/proxy.example.yaml')
  .option('--check-config', 'print ok, or every mistake in the settings, and end');
for (const { flag, help } of settings) program.option(flag, help);
program
  .addHelpText(
    'after',
    `
Each option can also be set as an environment variable, such as DELTA_GUARD_LEGACY, the file as ${configVariable}.
A flag wins over the environment, the environment over the file. Paths are relative to the working directory.`,
  )
  .allowExcessArguments(false)
  .exitOverride();
