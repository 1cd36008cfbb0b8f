import type { IncomingMessage } from 'node:http';

/** The body as text, or why there is none: over `bytesMax`, or the client left. */
export async function readBody(
  request: IncomingMessage,
  bytesMax: number,
): Promise<{ text: string } | 'tooLarge' | 'clientGone'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(chunk)) continue;
      bytes += chunk.length;
      if (bytes > bytesMax) return 'tooLarge';
      chunks.push(chunk);
    }
  } catch {
    return 'clientGone';
  }
  return { text: Buffer.concat(chunks).toString('utf8') };
}
