import { Command, InvalidArgumentError } from 'commander';
import { registry } from './registry.ts';
import { table } from './table.ts';

interface Options {
  json?: boolean;
  quick?: boolean;
  case?: string;
  scale?: number;
}

const program = new Command('bench')
  .description('Measures parts of Delta Guard against peers or limits, side by side in one run.')
  .argument('[name]', `what to measure: ${Object.keys(registry).join(', ')}`)
  .option('--json', 'print one line of JSON instead of a table')
  .option('--quick', 'fewer and shorter samples: seconds instead of minutes, less exact')
  .option('--case <name>', 'only this case of the bench (proxy; ingest: backlog)')
  .option('--scale <share>', 'share of the full amount of data, above 0, at most 1 (pages)', parseShare)
  .action(main);

await program.parseAsync();

async function main(name: string | undefined, options: Options): Promise<void> {
  if (name === undefined) {
    console.log(Object.keys(registry).join('\n'));
    return;
  }
  const load = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (load === undefined) {
    console.error(`There is no bench "${name}". There are: ${Object.keys(registry).join(', ')}.`);
    process.exitCode = 1;
    return;
  }
  const bench = await load();
  const only = options.case === undefined ? {} : { only: options.case };
  try {
    const scaled = options.scale === undefined ? {} : { scale: options.scale };
    const rows = await bench.run({ quick: options.quick ?? false, ...only, ...scaled });
    if (options.json) console.log(JSON.stringify({ bench: name, rows }));
    else console.log(`${bench.title}\n\n${table(rows)}`);
  } catch (error) {
    console.error(`bench ${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

function parseShare(text: string): number {
  const share = Number(text);
  if (!(share > 0 && share <= 1)) throw new InvalidArgumentError('expected a number above 0, at most 1');
  return share;
}
