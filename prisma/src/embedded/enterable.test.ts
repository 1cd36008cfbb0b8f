import { chmodSync, existsSync, lstatSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { startEmbeddedDatabase } from '../embedded.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

function folderOfMode(mode: number): string {
  const parent = mkdtempSync(join(tmpdir(), 'delta-guard-enter-'));
  chmodSync(parent, mode);
  made.push(parent);
  return join(parent, 'state', 'postgres');
}

async function rowsIn(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('a data folder that others may enter', () => {
  test('holds the database itself', async () => {
    const dataDir = folderOfMode(0o755);
    const database = await startEmbeddedDatabase({ dataDir });
    await database.stop();
    expect(lstatSync(dataDir).isDirectory()).toBe(true);
    expect(existsSync(join(dataDir, 'cluster', 'PG_VERSION'))).toBe(true);
  });
});

/** Only root's PostgreSQL runs as somebody else. */
describe.runIf(process.getuid?.() === 0)(
  'a data folder that shuts others out, as below the home of root',
  () => {
    test('leads to a place where PostgreSQL can go, and the data is there again at the next start', async () => {
      const dataDir = folderOfMode(0o700);
      const first = await startEmbeddedDatabase({ dataDir });
      await rowsIn(first.url, 'create table kept as select 42 as answer');
      await first.stop();
      expect(lstatSync(dataDir).isSymbolicLink()).toBe(true);
      made.push(readlinkSync(dataDir));
      const second = await startEmbeddedDatabase({ dataDir });
      expect(await rowsIn(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
      await second.stop();
    });

    test('begins anew where it was deleted with its link', async () => {
      const dataDir = folderOfMode(0o700);
      const first = await startEmbeddedDatabase({ dataDir });
      await rowsIn(first.url, 'create table kept as select 42 as answer');
      await first.stop();
      made.push(readlinkSync(dataDir));
      rmSync(dataDir);
      const second = await startEmbeddedDatabase({ dataDir });
      expect(await rowsIn(second.url, "select to_regclass('kept') as there")).toEqual([{ there: null }]);
      await second.stop();
    });
  },
);
