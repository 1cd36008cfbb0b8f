import type { JournalFile } from './file-system.ts';

/** Goes on after a short write until all is taken. */
export async function writeWhole(file: JournalFile, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const taken = await file.write(bytes.subarray(written), position + written);
    if (taken <= 0) throw new Error(`the file takes no more bytes at ${position + written}`);
    written += taken;
  }
}
