import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The bytes of a recording, unpacked where its name ends in .gz. What fails shows when it is read. */
export function openRecording(file: string): Readable {
  const source = createReadStream(file);
  return file.endsWith('.gz') ? pipeline(source, createGunzip(), () => {}) : source;
}
