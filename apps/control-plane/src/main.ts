import { writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import pretty from 'pino-pretty';
import { type Environment, environmentHelp, readEnvironment, tokenPattern } from './environment.ts';
import { startControlPlane } from './server/start-control-plane.ts';
import { startFailure } from './server/start-failure.ts';

const stopTimeoutMs = 10_000;

/** Ends even where nobody reads what it says any more, as when the parent was killed. */
function fail(line: string): never {
  try {
    writeSync(2, `delta-guard control plane: ${line}\n`);
  } finally {
    process.exit(1);
  }
}

function readSettings(): Environment {
  try {
    return readEnvironment();
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

async function readToken(name: 'TOKEN_FILE' | 'DELTA_GUARD_API_TOKEN_FILE', file: string): Promise<string> {
  try {
    const token = (await readFile(file, 'utf8')).trim();
    if (tokenPattern.test(token)) return token;
    return fail(`${name}: ${file} holds no token of at least 32 characters`);
  } catch {
    return fail(`${name}: ${file} cannot be read`);
  }
}

/** Null where pipelines have none to show. */
async function readApiToken(settings: Environment): Promise<string | null> {
  const { DELTA_GUARD_API_TOKEN: token, DELTA_GUARD_API_TOKEN_FILE: file } = settings;
  if (token !== undefined) return token;
  return file === undefined ? null : readToken('DELTA_GUARD_API_TOKEN_FILE', file);
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(environmentHelp);
    return;
  }
  const [unknown] = process.argv.slice(2);
  if (unknown !== undefined) fail(`${unknown} is not taken: it is told by environment variables, see --help`);
  const settings = readSettings();
  const { LOG_LEVEL: level, DATABASE_URL: databaseUrl, PORT: port, HOST: host } = settings;
  const log = process.stdout.isTTY ? pino({ level }, pretty({ sync: true })) : pino({ level });
  const token = await readToken('TOKEN_FILE', settings.TOKEN_FILE);
  const apiToken = await readApiToken(settings);
  const shown = settings.NODE_ENV === 'development' ? 'development' : 'on';
  const pages = settings.PAGES === 'off' ? 'off' : shown;
  const retention = {
    days: settings.KEEP_DELTAS_DAYS,
    bytes: settings.KEEP_DELTAS_GB * 1024 ** 3,
    perSignature: settings.KEEP_DELTAS_PER_SIGNATURE,
  };
  const controlPlane = await startControlPlane({
    databaseUrl,
    databaseDirectUrl: settings.DATABASE_DIRECT_URL,
    port,
    host,
    token,
    apiToken,
    pages,
    log,
    retention,
  }).catch((error: unknown) => fail(startFailure(error, { databaseUrl, port })));

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => fail('it did not stop in time'), stopTimeoutMs).unref();
    controlPlane.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error instanceof Error ? error.message : String(error)),
    );
  };
  process.on('SIGTERM', stop).on('SIGINT', stop).on('disconnect', stop);
  process.send?.({ type: 'ready', port: controlPlane.port });
}

await main();
