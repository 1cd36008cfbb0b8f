import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * A file that is there while a run may hold evidence that nobody else has. What an earlier run left says that it ended
 * without a goodbye (P8: the next start says so).
 */
export class RunMarker {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /** `endedBadly` is the spool of an earlier run that was not closed, null where there is none. */
  static async open(
    dataDir: string,
    spool: string,
  ): Promise<{ marker: RunMarker; endedBadly: string | null }> {
    const marker = new RunMarker(path.join(dataDir, 'running'));
    const endedBadly = await marker.#read();
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await writeFile(marker.#file, `${spool}\n`, { mode: 0o600 });
    return { marker, endedBadly };
  }

  async clear(): Promise<void> {
    await rm(this.#file, { force: true });
  }

  async #read(): Promise<string | null> {
    const text = await readFile(this.#file, 'utf8').catch(() => null);
    return text === null ? null : text.trim().slice(0, 64) || 'an unknown run';
  }
}
