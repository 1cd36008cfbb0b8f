import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AppRouter } from '@delta-guard/control-plane/app-router';
import { startEmbeddedDatabase } from '@delta-guard/db/embedded';
import { createTRPCClient, httpLink } from '@trpc/client';
import { cpuSeconds } from '../proxy/process-usage.ts';

export interface MeasuredControlPlane {
  port: number;
  token: string;
  databaseUrl: string;
  call: ReturnType<typeof createTRPCClient<AppRouter>>;
  /** CPU seconds that it, and the database, have used so far. */
  cpuSeconds: () => { controlPlane: number; all: number };
  /** Ends it and its database, and leaves nothing behind. */
  close: () => Promise<void>;
}

/** The control plane as a process of its own, without pages, on an embedded PostgreSQL of its own. */
export async function startMeasuredControlPlane(
  options: { prepare?: (databaseUrl: string) => Promise<void>; onDatabaseLog?: (text: string) => void } = {},
): Promise<MeasuredControlPlane> {
  const folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-bench-'));
  const database = await startEmbeddedDatabase({
    dataDir: path.join(folder, 'database'),
    ...(options.onDatabaseLog ? { onLog: options.onDatabaseLog } : {}),
  });
  const end = async () => {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await options.prepare?.(database.url);
    const token = randomBytes(32).toString('hex');
    const tokenFile = path.join(folder, 'token');
    await writeFile(tokenFile, token, { mode: 0o600 });
    const server = await serve({ DATABASE_URL: database.url, TOKEN_FILE: tokenFile, ...keepAll });
    const call = createTRPCClient<AppRouter>({
      links: [httpLink({ url: `http://127.0.0.1:${server.port}/api/trpc` })],
    });
    const close = async () => {
      await server.close();
      await end();
    };
    const used = () => ({
      controlPlane: cpuSeconds(server.pid),
      all: cpuSeconds(process.pid) - process.cpuUsage().user / 1e6 - process.cpuUsage().system / 1e6,
    });
    return { port: server.port, token, databaseUrl: database.url, call, cpuSeconds: used, close };
  } catch (error) {
    await end();
    throw error;
  }
}

/** What is measured must not be trimmed meanwhile. */
const keepAll = { KEEP_DELTAS_DAYS: '3650', KEEP_DELTAS_GB: '1000', KEEP_DELTAS_PER_SIGNATURE: '1000000' };

async function serve(
  told: Record<string, string>,
): Promise<{ port: number; pid: number; close: () => Promise<void> }> {
  const main = fileURLToPath(import.meta.resolve('@delta-guard/control-plane/main'));
  const child = fork(main, {
    env: { ...process.env, ...told, PORT: '0', PAGES: 'off', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const ready = new Promise<number>((resolve) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && 'port' in message) resolve(Number(message.port));
    });
  });
  const port = await Promise.race([ready, ended.then(() => null)]);
  if (port === null) throw new Error('the control plane did not start');
  return {
    port,
    pid: child.pid ?? 0,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
