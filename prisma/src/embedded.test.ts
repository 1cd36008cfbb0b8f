import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedDatabase, startEmbeddedDatabase } from './embedded.ts';

let dataDir: string;
let running: EmbeddedDatabase[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'delta-guard-embedded-'));
});
afterEach(async () => {
  await Promise.all(running.map((database) => database.stop()));
  running = [];
});
afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
});

async function start(port?: number): Promise<EmbeddedDatabase> {
  const database = await startEmbeddedDatabase({ dataDir, ...(port === undefined ? {} : { port }) });
  running.push(database);
  return database;
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function postmasterPid(): Promise<number> {
  const [pid] = (await readFile(path.join(dataDir, 'cluster/postmaster.pid'), 'utf8')).split('\n');
  return Number(pid);
}

async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  for (let alive = true; alive; ) {
    await new Promise((resolve) => setImmediate(resolve));
    alive = (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ' Z ')).includes(' Z ') === false;
  }
}

describe('the embedded database', () => {
  it('is a PostgreSQL 17 that only this machine reaches, with a password that only its owner reads', async () => {
    const { url } = await start();
    const address = new URL(url);
    expect(address.hostname).toBe('127.0.0.1');
    expect(address.password.length).toBeGreaterThanOrEqual(32);
    expect((await stat(path.join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
    const rows = await query<{ name: string; setting: string }>(
      url,
      "select name, setting from pg_settings where name in ('listen_addresses', 'unix_socket_directories', 'server_version_num')",
    );
    const settings = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    expect(settings).toMatchObject({ listen_addresses: '127.0.0.1', unix_socket_directories: '' });
    expect(settings.server_version_num).toMatch(/^17/);
    address.password = 'wrong';
    await expect(query(address.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('keeps its data and its password over a restart', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
  });

  it('keeps what was committed when it is killed', async () => {
    const first = await start();
    await query(first.url, 'create table killed as select 42 as answer');
    await kill(await postmasterPid());
    const second = await start();
    expect(await query(second.url, 'select answer from killed')).toEqual([{ answer: 42 }]);
  });

  it('starts where the process id of a crashed one belongs to somebody else now', async () => {
    await (await start()).stop();
    await writeFile(path.join(dataDir, 'cluster/postmaster.pid'), `${process.pid}\n${dataDir}\n0\n1\n\n\n`);
    const { url } = await start();
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('stops the server that a killed starter left, and takes over', async () => {
    const first = await start();
    await query(first.url, 'create table orphaned as select 42 as answer');
    const orphan = await postmasterPid();
    await writeFile(path.join(dataDir, 'owner.pid'), '4194304\n');
    const second = await start();
    expect(await postmasterPid()).not.toBe(orphan);
    expect(await query(second.url, 'select answer from orphaned')).toEqual([{ answer: 42 }]);
  });

  it('refuses a folder that is in use, and leaves its user alone', async () => {
    const { url } = await start();
    await expect(startEmbeddedDatabase({ dataDir })).rejects.toThrow(
      `${dataDir} is in use by process ${process.pid}`,
    );
    await writeFile(path.join(dataDir, 'owner.pid'), '1\n');
    await expect(startEmbeddedDatabase({ dataDir })).rejects.toThrow(`${dataDir} is in use by process 1`);
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('refuses a folder of another version', async () => {
    await writeFile(path.join(dataDir, 'cluster/PG_VERSION'), '16\n');
    await expect(startEmbeddedDatabase({ dataDir })).rejects.toThrow(
      `${dataDir} was made by PostgreSQL 16, this is 17: use another data folder`,
    );
    await writeFile(path.join(dataDir, 'cluster/PG_VERSION'), '17\n');
  });

  it('refuses a port that is taken, by its number', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const address = holder.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    await expect(startEmbeddedDatabase({ dataDir, port })).rejects.toThrow(
      `port ${port} is in use by another program`,
    );
    holder.close();
  });

  it('begins again where its making was cut off', async () => {
    await rm(path.join(dataDir, 'cluster'), { recursive: true });
    await writeFile(path.join(dataDir, 'cluster.new'), 'half');
    const { url } = await start();
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});
