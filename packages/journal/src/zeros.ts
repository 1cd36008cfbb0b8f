import type { JournalFile } from './file-system.ts';
import { writeWhole } from './write-whole.ts';

const zeros = Buffer.alloc(256 * 1024);

/** Fills a file with zeros from one byte up to another. They are not synced. */
export async function writeZeros(file: JournalFile, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += zeros.length) {
    await writeWhole(file, zeros.subarray(0, Math.min(zeros.length, to - at)), at);
  }
}
