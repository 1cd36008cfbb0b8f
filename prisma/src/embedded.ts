import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { findBinaries } from './embedded/binaries.ts';
import { enterableBinaries, enterableDataDir } from './embedded/enterable.ts';
import { freePort } from './embedded/free-port.ts';
import { openCluster } from './embedded/initialise.ts';
import { releaseCluster } from './embedded/postmaster.ts';
import { chooseRunAs } from './embedded/run-as.ts';
import { PortInUse, serve } from './embedded/serve.ts';

export { untilAbandoned } from './embedded/postmaster.ts';

const databaseName = 'delta_guard';
const portsTriedMax = 5;
const stopTimeoutMs = 20_000;

/** Clusters that this process serves, by folder. */
const servedHere = new Set<string>();

export interface EmbeddedDatabase {
  /** With the password in it: not for a log. */
  url: string;
  stop: () => Promise<void>;
  /** Resolves when the server has ended, asked or not. */
  ended: Promise<void>;
}

/**
 * Starts the PostgreSQL 17 that comes with the package, on the loopback, with its data in `dataDir`. Throws one line
 * where the folder belongs to another version or to another start, or where the port is taken.
 */
export async function startEmbeddedDatabase(options: {
  dataDir: string;
  port?: number;
  /** Told what the server writes to its log, in pieces as they come. */
  onLog?: (text: string) => void;
}): Promise<EmbeddedDatabase> {
  const [found, runAs] = await Promise.all([findBinaries(), chooseRunAs()]);
  const dataDir = await enterableDataDir(path.resolve(options.dataDir), runAs);
  const binaries = await enterableBinaries(found, runAs);
  const cluster = await openCluster(dataDir, binaries, runAs);
  const ownerFile = path.join(dataDir, 'owner.pid');
  await releaseCluster(cluster.folder, ownerFile, servedHere.has(cluster.folder));
  await writeFile(ownerFile, `${process.pid}\n`, { mode: 0o600 });
  const at = (port: number) => serve({ cluster, binaries, runAs, port, onLog: options.onLog });
  const { server, port } = await (options.port === undefined
    ? serveAnywhere(at)
    : at(options.port).then((server) => ({ server, port: options.port })));
  servedHere.add(cluster.folder);
  const ended = once(server, 'exit').then(() => {
    servedHere.delete(cluster.folder);
  });
  const address = new URL(`postgresql://127.0.0.1:${port}/${databaseName}`);
  address.username = 'delta_guard';
  address.password = cluster.password;
  try {
    await makeDatabase(address);
  } catch (error) {
    await stopServer(server);
    throw error;
  }
  return { url: address.href, stop: () => stopServer(server), ended };
}

/** Where nobody named a port: what is free when it is looked for may be taken when it is used. */
async function serveAnywhere(at: (port: number) => Promise<ChildProcess>) {
  for (let tried = 1; ; tried += 1) {
    const port = await freePort();
    try {
      return { server: await at(port), port };
    } catch (error) {
      if (!(error instanceof PortInUse) || tried === portsTriedMax) throw error;
    }
  }
}

async function makeDatabase(address: URL): Promise<void> {
  const maintenance = new URL(address);
  maintenance.pathname = '/postgres';
  const client = new pg.Client({ connectionString: maintenance.href, connectionTimeoutMillis: 10_000 });
  // What breaks it is told by the statement that it broke.
  client.on('error', () => {});
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName]);
    if (rowCount === 0) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}

/** Fast shutdown: clients are cut off, all that was committed is written. */
async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  server.kill('SIGINT');
  const hurry = setTimeout(() => server.kill('SIGQUIT'), stopTimeoutMs);
  await gone;
  clearTimeout(hurry);
}
