import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
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
  const text = (await inflateBytes(payload, { maxOutputLength: payloadBytesMax })).toString('utf8');
  return deltaSchema.parse(JSON.parse(text));
}
