import pg from 'pg';
import { MigrationAdapter } from './migration-adapter.ts';
import { readMigrationsList } from './migrations-list.ts';
import { createSchemaEngine } from './schema-engine.ts';

/** Any constant will do, as long as every starter takes the same. */
const lockKey = 4_011_988_207;
const lockTimeoutMs = 60_000;

/**
 * Brings the database up to the newest migration and returns the names of those that were applied. Several starters may
 * call it at once: one applies, the others wait and find nothing to do.
 */
export async function migrate(options: { url: string; log?: (line: string) => void }): Promise<string[]> {
  const holder = new pg.Client({
    connectionString: options.url,
    connectionTimeoutMillis: 10_000,
    application_name: 'delta-guard migrate',
  });
  holder.on('error', () => {});
  await holder.connect();
  try {
    await holder.query(`set lock_timeout = ${lockTimeoutMs}`);
    await holder.query('select pg_advisory_lock($1)', [lockKey]);
    await forgetCutOff(holder);
    const applied = await applyMigrations(options.url);
    for (const name of applied) options.log?.(`applied migration ${name}`);
    return applied;
  } finally {
    await holder.end();
  }
}

/**
 * A migration that was begun and never finished was cut off: its script is one transaction with its own mark, and
 * nobody else is at work under the lock. The engine would refuse to go on; it may be tried again.
 */
async function forgetCutOff(holder: pg.Client): Promise<void> {
  const { rows } = await holder.query("select to_regclass('_prisma_migrations') is not null as known");
  if (!rows[0]?.known) return;
  await holder.query(
    'update _prisma_migrations set rolled_back_at = now() where finished_at is null and rolled_back_at is null',
  );
}

async function applyMigrations(url: string): Promise<string[]> {
  // A pool of our own: only its end takes the engine's lock off the database again.
  const pool = new pg.Pool({ connectionString: url, max: 2, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => {});
  const engine = await createSchemaEngine({ adapter: new MigrationAdapter(pool) });
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: await readMigrationsList(),
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } finally {
    engine.free();
    await pool.end();
  }
}
