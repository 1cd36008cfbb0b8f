import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';

/** Typed here: the types of WebAssembly belong to `lib.dom`, which programs for Node leave out. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, Record<string, unknown>>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

export type SchemaEngine = engine.SchemaEngine;

/** Prisma's schema engine as WebAssembly: the same migrations as its native build, with nothing to download. */
export async function createSchemaEngine(options: {
  adapter: PrismaPg;
  datamodels?: [string, string][];
}): Promise<SchemaEngine> {
  await instantiate();
  const bound = bindMigrationAwareSqlAdapterFactory(options.adapter);
  return engine.SchemaEngine.new({ datamodels: options.datamodels }, () => {}, bound);
}

let instance: Promise<void> | null = null;

function instantiate(): Promise<void> {
  instance ??= load();
  return instance;
}

async function load(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const bytes = await readFile(path.join(path.dirname(entry), 'schema_engine_bg.wasm'));
  const wasm = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': { ...engine } });
  engine.__wbg_set_wasm(wasm.instance.exports);
  const start = wasm.instance.exports.__wbindgen_start;
  if (typeof start === 'function') start();
}
