import { promisify } from 'node:util';
import { deflateRaw, inflateRaw, inflateRawSync } from 'node:zlib';
import { type Delta, deltaSchema } from '@delta-guard/protocol';

const deflateBytes = promisify(deflateRaw);
const inflateBytes = promisify(inflateRaw);
/** A delta crossed the wire in one frame, so it is never longer; a damaged one must not fill the memory. */
const payloadBytesMax = 64 * 1024 * 1024;

/** A delta as the bytes it is kept as. Its text is JSON, in which NUL and lone surrogates are escapes. */
export async function packDelta(delta: Delta): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await deflateBytes(Buffer.from(JSON.stringify(delta), 'utf8')));
}

export async function unpackDelta(payload: Uint8Array): Promise<Delta> {
  return parseDelta(await inflateBytes(payload, { maxOutputLength: payloadBytesMax }));
}

/** The same without leaving the thread, for one that does nothing else and has many: each wait costs more than the work. */
export function unpackDeltaSync(payload: Uint8Array): Delta {
  const chunkSize = Math.min(Math.max(1_024, 4 * payload.byteLength), 64 * 1024);
  return parseDelta(inflateRawSync(payload, { maxOutputLength: payloadBytesMax, chunkSize }));
}

function parseDelta(bytes: Buffer): Delta {
  return deltaSchema.parse(JSON.parse(bytes.toString('utf8')));
}
