import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** How much of a recording was read, from 0 to 1. */
export interface ReadShare {
  now: () => number;
}

/** The bytes of a recording, unpacked where its name ends in .gz. What fails shows when it is read. */
export async function openRecording(file: string, share: ReadShare): Promise<Readable> {
  const { size } = await stat(file);
  const source = createReadStream(file);
  share.now = () => (size === 0 ? 1 : Math.min(1, source.bytesRead / size));
  return file.endsWith('.gz') ? pipeline(source, createGunzip(), () => {}) : source;
}
