import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { type Config, configSchema } from '@delta-guard/protocol';

export type LoadedConfig =
  | { kind: 'none' }
  | { kind: 'config'; config: Config }
  /** The file could not be used; it was moved to `setAside`, where that was possible. */
  | { kind: 'corrupt'; reason: string; setAside: string | null };

/** The last config on disk, so that the proxy can start and run without the control plane (P7). */
export class ConfigFile {
  readonly #folder: string;
  readonly #file: string;

  constructor(dataDir: string) {
    this.#folder = dataDir;
    this.#file = path.join(dataDir, 'config.json');
  }

  async load(): Promise<LoadedConfig> {
    let text: string;
    try {
      text = await readFile(this.#file, 'utf8');
    } catch (error) {
      if (isMissing(error)) return { kind: 'none' };
      return this.#corrupt(error instanceof Error ? error.message : String(error));
    }
    const parsed = configSchema.safeParse(parseJson(text));
    if (parsed.success) return { kind: 'config', config: parsed.data };
    const [issue] = parsed.error.issues;
    return this.#corrupt(`${issue?.path.join('.') || 'file'}: ${issue?.message ?? 'not a config'}`);
  }

  /** Durable when it returns: written beside, synced, renamed, and the folder synced. */
  async save(config: Config): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const temporary = `${this.#file}.new`;
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(JSON.stringify(config));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.#file);
    await syncFolder(this.#folder);
  }

  async #corrupt(reason: string): Promise<LoadedConfig> {
    const setAside = `${this.#file}.corrupt-${Date.now()}`;
    try {
      await rename(this.#file, setAside);
      return { kind: 'corrupt', reason, setAside };
    } catch {
      return { kind: 'corrupt', reason, setAside: null };
    }
  }
}

/** Makes a rename durable. Windows cannot open a folder and needs no such step. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
