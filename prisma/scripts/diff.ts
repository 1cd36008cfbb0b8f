import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { startEmbeddedDatabase } from '../src/embedded.ts';
import { createSchemaEngine } from '../src/schema-engine.ts';

/** Prints the SQL from an earlier schema file (none: from nothing) to schema.prisma, to write a migration from. */
const [earlier] = process.argv.slice(2);
const content = await readFile(new URL('../schema.prisma', import.meta.url), 'utf8');
const dataDir = await mkdtemp(path.join(tmpdir(), 'delta-guard-diff-'));
const database = await startEmbeddedDatabase({ dataDir });
try {
  const engine = await createSchemaEngine({
    adapter: new PrismaPg({ connectionString: database.url }),
    datamodels: [['schema.prisma', content]],
  });
  const { stdout } = await engine.diff({
    from: earlier ? await datamodel(earlier) : { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  process.stdout.write(stdout ?? '');
} finally {
  await database.stop();
  await rm(dataDir, { recursive: true });
}

async function datamodel(file: string) {
  return { tag: 'schemaDatamodel' as const, files: [{ path: file, content: await readFile(file, 'utf8') }] };
}
