import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedDatabase } from '@delta-guard/db/embedded';
import { createTRPCClient, httpLink } from '@trpc/client';
import { pino } from 'pino';
import { type ControlPlane, type ControlPlaneOptions, startControlPlane } from '../start-control-plane.ts';
import type { AppRouter } from '../trpc/app-router.ts';

export interface TestDatabase {
  url: string;
  stop: () => Promise<void>;
}

/** A real PostgreSQL of its own, gone after `stop`. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'delta-guard-test-'));
  const database = await startEmbeddedDatabase({ dataDir });
  return {
    url: database.url,
    stop: async () => {
      await database.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** Lines of a log, as the objects they are. */
class LogLines {
  readonly lines: Record<string, unknown>[] = [];

  write(line: string): void {
    this.lines.push(JSON.parse(line));
  }

  /** Lines whose message holds the text. */
  with(text: string): Record<string, unknown>[] {
    return this.lines.filter((line) => String(line.msg).includes(text));
  }
}

export interface TestControlPlane extends ControlPlane {
  token: string;
  origin: string;
  log: LogLines;
  call: ReturnType<typeof createTRPCClient<AppRouter>>;
}

type TestOptions = Pick<ControlPlaneOptions, 'ingest' | 'now' | 'apiToken' | 'jobs'> & { port?: number };

/** On a database of its own, which ends when it is closed. */
export async function startOwnControlPlane(options: TestOptions = {}): Promise<TestControlPlane> {
  const database = await startTestDatabase();
  try {
    const control = await startTestControlPlane(database.url, options);
    const close = async () => {
      await control.close();
      await database.stop();
    };
    return { ...control, close };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** The control plane as it is started for real, without pages, on a port of its own. */
export async function startTestControlPlane(
  databaseUrl: string,
  options: TestOptions = {},
): Promise<TestControlPlane> {
  const token = randomBytes(32).toString('hex');
  const log = new LogLines();
  const controlPlane = await startControlPlane({
    databaseUrl,
    host: '127.0.0.1',
    token,
    pages: 'off',
    jobs: 'off',
    log: pino({ level: 'info' }, log),
    port: 0,
    ...options,
    // A proxy that stays is heard often: how late it is by then is not what a test is about.
    ingest: { pingIntervalMs: 1_000, silentMsMax: 60_000, ...options.ingest },
  });
  const origin = `http://127.0.0.1:${controlPlane.port}`;
  const call = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${origin}/api/trpc` })] });
  return { ...controlPlane, token, origin, log, call };
}
