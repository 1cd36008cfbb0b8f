import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Config, configSchema } from '@delta-guard/protocol';
import { isMissing, parseJson, setAside, writeDurably } from './durable-file.ts';

export type LoadedConfig =
  | { kind: 'none' }
  | { kind: 'config'; config: Config }
  /** The file could not be used; it was moved to `setAside`, where that was possible. */
  | { kind: 'corrupt'; reason: string; setAside: string | null };

/** The last config on disk, so that the proxy can start and run without the control plane (P7). */
export class ConfigFile {
  readonly #file: string;

  constructor(dataDir: string) {
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

  /** Durable when it returns. */
  save(config: Config): Promise<void> {
    return writeDurably(this.#file, JSON.stringify(config));
  }

  async #corrupt(reason: string): Promise<LoadedConfig> {
    return { kind: 'corrupt', reason, setAside: await setAside(this.#file) };
  }
}
