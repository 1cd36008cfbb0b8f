import path from 'node:path';
import type { JournalFile } from './file-system.ts';
import type { Placed } from './segment.ts';
import { writeZeros } from './zeros.ts';

const stepBytesMax = 2 * 1024 * 1024;
export const spareName = 'spare.new';

export interface Spare {
  path: string;
  file: JournalFile;
  /** All of it zeros, and on the disk. */
  size: number;
}

/**
 * The file of a segment to come, filled with zeros while the one before is written. It is a help only: where it cannot be
 * made, the segment begins without room.
 */
export class SpareFile {
  readonly #place: Placed;
  readonly #bytesMax: number;
  readonly #stepBytes: number;
  #spare: Spare | null = null;
  /** What the spare should have by now. */
  #due = 0;
  #growing: Promise<void> | null = null;
  /** Not tried again before the next segment. */
  #failed = false;

  constructor(place: Placed, bytesMax: number) {
    this.#place = place;
    this.#bytesMax = bytesMax;
    this.#stepBytes = Math.min(stepBytesMax, Math.ceil(bytesMax / 8));
  }

  /**
   * Called as a segment of `bytesMax` fills up: from its half on it gives two zeros for each byte, step by step, so that
   * the spare is whole in time and the disk is never busy with it for long.
   */
  follow(segmentBytes: number): void {
    this.#due = 2 * segmentBytes - this.#bytesMax;
    if (this.#growing !== null || !this.#isDue) return;
    this.#growing = this.#grow();
  }

  /** Hands it over as large as it is; null where there is none. */
  async take(): Promise<Spare | null> {
    this.#due = 0;
    await this.#growing;
    const spare = this.#spare;
    this.#spare = null;
    this.#failed = false;
    return spare;
  }

  /** Leaves nothing of it. */
  async remove(): Promise<void> {
    await discardSpare(this.#place, await this.take());
  }

  get #isDue(): boolean {
    const size = this.#spare?.size ?? 0;
    return !this.#failed && size < this.#bytesMax && this.#nextSize <= this.#due;
  }

  get #nextSize(): number {
    return Math.min(this.#bytesMax, (this.#spare?.size ?? 0) + this.#stepBytes);
  }

  async #grow(): Promise<void> {
    const { fs, directory } = this.#place;
    const file = path.join(directory, spareName);
    try {
      while (this.#isDue) {
        const size = this.#nextSize;
        this.#spare ??= { path: file, file: await fs.open(file, 'create'), size: 0 };
        await writeZeros(this.#spare.file, this.#spare.size, size);
        await this.#spare.file.sync();
        this.#spare.size = size;
      }
    } catch {
      await discardSpare(this.#place, this.#spare);
      this.#spare = null;
      this.#failed = true;
    } finally {
      this.#growing = null;
    }
  }
}

async function discardSpare({ fs }: Placed, spare: Spare | null): Promise<void> {
  if (spare === null) return;
  await spare.file.close().catch(() => {});
  // What cannot be removed now is removed at the next start.
  await fs.remove(spare.path).catch(() => {});
}
