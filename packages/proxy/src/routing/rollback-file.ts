import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { limits, type RolledBack, rolledBackSchema } from '@delta-guard/protocol';
import { z } from 'zod';
import { isMissing, parseJson, setAside, writeDurably } from './durable-file.ts';

const fileSchema = z.strictObject({ rollbacks: z.array(rolledBackSchema).max(limits.routesMax) });

export type LoadedRollbacks =
  | { kind: 'rollbacks'; rollbacks: RolledBack[] }
  /** The file could not be used; it was moved to `setAside`, where that was possible. */
  | { kind: 'corrupt'; reason: string; setAside: string | null };

/** The instance's own rollbacks on disk, so that a restart does not end them (P9). */
export class RollbackFile {
  readonly #file: string;

  constructor(dataDir: string) {
    this.#file = path.join(dataDir, 'rollbacks.json');
  }

  async load(): Promise<LoadedRollbacks> {
    try {
      const parsed = fileSchema.safeParse(parseJson(await readFile(this.#file, 'utf8')));
      if (parsed.success) return { kind: 'rollbacks', ...parsed.data };
      const reason = parsed.error.issues[0]?.message ?? 'not a list of rollbacks';
      return { kind: 'corrupt', reason, setAside: await setAside(this.#file) };
    } catch (error) {
      if (isMissing(error)) return { kind: 'rollbacks', rollbacks: [] };
      return { kind: 'corrupt', reason: String(error), setAside: null };
    }
  }

  /** Durable when it returns. */
  save(rollbacks: readonly RolledBack[]): Promise<void> {
    return writeDurably(this.#file, JSON.stringify({ rollbacks }));
  }
}
