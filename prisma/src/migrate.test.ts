import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedDatabase, startEmbeddedDatabase } from './embedded.ts';
import { createDatabase, migrate, Prisma } from './index.ts';
import { MigrationAdapter } from './migration-adapter.ts';

let dataDir: string;
let database: EmbeddedDatabase;
let made = 0;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'delta-guard-migrate-'));
  database = await startEmbeddedDatabase({ dataDir });
});
afterAll(async () => {
  await database?.stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
});

async function freshDatabase(): Promise<string> {
  made += 1;
  await query(database.url, `create database fresh_${made}`);
  const url = new URL(database.url);
  url.pathname = `/fresh_${made}`;
  return url.href;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('migrations', () => {
  it('are applied once, whoever starts at the same moment', async () => {
    const url = await freshDatabase();
    const starts = await Promise.all([migrate({ url }), migrate({ url }), migrate({ url })]);
    expect(starts.flat()).toHaveLength(new Set(starts.flat()).size);
    expect(starts.flat().length).toBeGreaterThan(0);
    expect(await migrate({ url })).toEqual([]);
  });

  it('make the tables that the client knows, with every column', async () => {
    const url = await freshDatabase();
    await migrate({ url });
    const db = createDatabase({ url });
    for (const model of Object.values(Prisma.ModelName)) {
      const name = `${model.charAt(0).toLowerCase()}${model.slice(1)}` as Uncapitalize<typeof model>;
      await expect(findAny(db, name), model).resolves.toBeNull();
    }
    await db.$disconnect();
  });

  it('are tried again where one was cut off half way', async () => {
    const url = await freshDatabase();
    const [first] = await migrate({ url });
    await query(url, 'update _prisma_migrations set finished_at = null');
    await query(
      url,
      `do $$ declare t text; begin
        for t in select tablename from pg_tables where schemaname = 'public' and tablename <> '_prisma_migrations' loop
          execute format('drop table if exists %I cascade', t);
        end loop;
      end $$`,
    );
    await query(url, 'drop function epoch_window, evidence_stays, make_day, delta_days');
    expect(await migrate({ url })).toContain(first);
    expect(await query(url, 'select * from route')).toEqual([]);
  });

  it('leave nothing behind where a statement of theirs fails', async () => {
    const url = await freshDatabase();
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    const adapter = await new MigrationAdapter(pool).connect();
    await expect(adapter.executeScript('create table half (a int); select 1/0;')).rejects.toThrow(
      /division by zero/,
    );
    expect(await query(url, "select to_regclass('half') as half")).toEqual([{ half: null }]);
    await adapter.dispose();
    await pool.end();
  });

  it('say that a database cannot be reached', async () => {
    await expect(migrate({ url: 'postgresql://a:b@127.0.0.1:1/c' })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});

/** Safe: every model has the same `findFirst` without arguments, which a union of all of them hides. */
function findAny(
  db: ReturnType<typeof createDatabase>,
  model: Uncapitalize<Prisma.ModelName>,
): Promise<unknown> {
  const delegate = db[model] as { findFirst(): Promise<unknown> };
  return delegate.findFirst();
}
