import { writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import pretty from 'pino-pretty';
import { type Environment, environmentHelp, readEnvironment } from './environment.ts';
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

async function readToken(file: string): Promise<string> {
  try {
    const token = (await readFile(file, 'utf8')).trim();
    if (/^[\x21-\x7e]{32,512}$/.test(token)) return token;
    return fail(`TOKEN_FILE: ${file} holds no token of at least 32 characters`);
  } catch {
    return fail(`TOKEN_FILE: ${file} cannot be read`);
  }
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(environmentHelp);
    return;
  }
  const settings = readSettings();
  const { LOG_LEVEL: level, DATABASE_URL: databaseUrl, PORT: port, HOST: host } = settings;
  const log = process.stdout.isTTY ? pino({ level }, pretty({ sync: true })) : pino({ level });
  const token = await readToken(settings.TOKEN_FILE);
  const shown = settings.NODE_ENV === 'development' ? 'development' : 'on';
  const pages = settings.PAGES === 'off' ? 'off' : shown;
  const controlPlane = await startControlPlane({ databaseUrl, port, host, token, pages, log }).catch(
    (error: unknown) => fail(startFailure(error, { databaseUrl, port })),
  );

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
