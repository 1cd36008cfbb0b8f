import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';

const baseDir = fileURLToPath(new URL('../migrations', import.meta.url));

/** The migrations beside this package, oldest first, as the schema engine wants them. */
export async function readMigrationsList(): Promise<MigrationList> {
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrationDirectories = names.sort().map(async (name) => ({
    path: name,
    migrationFile: {
      path: 'migration.sql',
      content: { tag: 'ok' as const, value: await readFile(`${baseDir}/${name}/migration.sql`, 'utf8') },
    },
  }));
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(`${baseDir}/migration_lock.toml`, 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(migrationDirectories),
  };
}
