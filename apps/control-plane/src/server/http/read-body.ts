import type { IncomingMessage } from 'node:http';

export class BodyTooLarge extends Error {}

/** The body of a request as text. Throws `BodyTooLarge` past `bytesMax`. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a request gives bytes');
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw new BodyTooLarge(`the body has more than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
