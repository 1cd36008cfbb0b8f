import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { askForRollBack } from './ask.ts';
import { localOperator, type RollBackAnswer, socketPath } from './local-control.ts';

const program = new Command('delta-guard rollback')
  .description(
    'Takes a route back to shadow on the proxy of this host, without the control plane: in force from the next request on, durable, and told to the control plane, which takes the whole fleet back.',
  )
  .argument('[route]', 'such as "GET /accounts/:id", or the id of a route')
  .option('--all', 'every route on which the candidate answers clients', false)
  .option('--reason <text>', 'why, for everybody to read', 'no reason given')
  .option('--data-dir <dir>', 'data folder of the proxy', '.delta-guard/proxy')
  .allowExcessArguments(false)
  .exitOverride();

async function main(): Promise<number> {
  program.parse();
  const { all, reason, dataDir } = program.opts<{ all: boolean; reason: string; dataDir: string }>();
  const [name] = program.args;
  if (all === (name !== undefined)) {
    console.error('delta-guard rollback: name one route, or say --all');
    return 2;
  }
  const file = socketPath(path.resolve(dataDir));
  const route = name === undefined ? ({ all: true } as const) : { name };
  try {
    return tell(
      await askForRollBack(file, { route, reason: `${reason.slice(0, 300)} (${localOperator()})` }),
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    console.error(
      `delta-guard rollback: no proxy answers at ${file}: ${why}\nIs --data-dir that of the proxy?`,
    );
    return 2;
  }
}

const words = {
  rolledBack: 'rolled back',
  alreadyBack: 'was rolled back already',
  notAhead: 'the legacy answers there already',
  legacyUnreached: 'stays complete: the legacy cannot be reached from this host',
  unknownRoute: 'is not known to this proxy',
} as const;

function tell(answer: RollBackAnswer): number {
  if ('error' in answer) {
    console.error(`delta-guard rollback: ${answer.error}`);
    return 1;
  }
  if (answer.results.length === 0) console.log('The legacy answers on every route already.');
  for (const result of answer.results) {
    const atRisk =
      'durable' in result && !result.durable ? ', but it could not be saved: a restart would end it' : '';
    console.log(`${result.label}: ${words[result.outcome]}${atRisk}`);
  }
  const undone = new Set(['unknownRoute', 'legacyUnreached']);
  return answer.results.some(({ outcome }) => undone.has(outcome)) ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
    console.error(`delta-guard rollback: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(2);
  },
);
