import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedDatabase, startEmbeddedDatabase } from './embedded.ts';
import { createDatabase } from './index.ts';

const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

let dataDir: string;
let database: EmbeddedDatabase;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'delta-guard-client-'));
  database = await startEmbeddedDatabase({ dataDir });
});
afterAll(async () => {
  await database?.stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
});

function fatal(message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C57P01\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

/** In front of the database: each connection is told, with the very word that it is ready, that it is being ended. */
async function startEnding(port: number): Promise<Server> {
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
    client.pipe(upstream);
    upstream.on('data', (chunk) => {
      if (chunk.subarray(-readyForQuery.length).equals(readyForQuery))
        client.end(Buffer.concat([chunk, fatal('terminating connection due to administrator command')]));
      else client.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('the client', () => {
  it('gives up a statement that takes longer than it may', async () => {
    const db = createDatabase({ url: database.url, statementTimeoutMs: 200 });
    await expect(db.$queryRaw`select pg_sleep(5)::text`).rejects.toThrow(/statement timeout/);
    await db.$disconnect();
  });

  it('opens no more connections than it may', async () => {
    const db = createDatabase({ url: database.url, connectionsMax: 2 });
    const results = await Promise.all(Array.from({ length: 12 }, () => countOwn(db)));
    expect(Math.max(...results)).toBeLessThanOrEqual(2);
    await db.$disconnect();
  });

  it('outlives a connection that the server ends in the moment in which it is handed over', async () => {
    const url = new URL(database.url);
    const server = await startEnding(Number(url.port));
    url.port = String((server.address() as AddressInfo).port);
    const db = createDatabase({ url: url.href });
    await expect(db.$transaction((tx) => tx.$queryRaw`select 1`)).rejects.toThrow(
      /terminat|closed|queryable/i,
    );
    await db.$disconnect();
    server.close();
  });
});

async function countOwn(db: ReturnType<typeof createDatabase>): Promise<number> {
  const [row] = await db.$queryRaw<{ own: bigint }[]>`
    select count(*) as own from pg_stat_activity where application_name = 'delta-guard'`;
  return Number(row?.own);
}
