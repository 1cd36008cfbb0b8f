import { promisify } from 'node:util';
import zlib from 'node:zlib';

const gunzip = promisify(zlib.gunzip);
const inflate = promisify(zlib.inflate);
const inflateRaw = promisify(zlib.inflateRaw);
const brotli = promisify(zlib.brotliDecompress);
const zstd = promisify(zlib.zstdDecompress);

export type DecodedBody = { ok: true; body: Uint8Array } | { ok: false; reason: 'undecodable' | 'tooLarge' };

/** Up to here a body may decode to whatever its coding allows. */
const ratioFreeBytes = 1024 * 1024;
/** Beyond it, decoded bytes per byte on the wire; text seldom passes 1:20, bombs pass 1:1000. */
const ratioMax = 200;
/** Codings on top of each other. Two are rare, and each costs a pass over the decoded bytes. */
const codingsMax = 4;

/** Codings that a list of Content-Encoding values names, in the order they were applied, `identity` left out. */
export function contentCodings(values: readonly string[]): string[] {
  const codings = values.flatMap((value) => value.split(',')).map((coding) => coding.trim().toLowerCase());
  return codings.filter((coding) => coding !== '' && coding !== 'identity');
}

/** Undoes the codings, last first, off the main thread. No step may yield more than `bytesMax` or a bomb's ratio. */
export async function decodeBody(
  body: Uint8Array,
  codings: readonly string[],
  bytesMax: number,
): Promise<DecodedBody> {
  if (codings.length > codingsMax) return { ok: false, reason: 'undecodable' };
  const maxOutputLength = Math.min(bytesMax, Math.max(ratioFreeBytes, body.length * ratioMax));
  let decoded = body;
  for (const coding of codings.toReversed()) {
    if (decoded.length === 0) break;
    const step = await decodeStep(decoded, coding, { maxOutputLength });
    if (!step.ok) return step;
    decoded = step.body;
  }
  return { ok: true, body: decoded };
}

async function decodeStep(
  body: Uint8Array,
  coding: string,
  options: { maxOutputLength: number },
): Promise<DecodedBody> {
  try {
    switch (coding) {
      case 'gzip':
      case 'x-gzip':
        return { ok: true, body: await gunzip(body, options) };
      case 'deflate':
        return { ok: true, body: await inflateEither(body, options) };
      case 'br':
        return { ok: true, body: await brotli(body, options) };
      case 'zstd':
        return { ok: true, body: await zstd(body, options) };
      default:
        return { ok: false, reason: 'undecodable' };
    }
  } catch (error) {
    return { ok: false, reason: isTooLarge(error) ? 'tooLarge' : 'undecodable' };
  }
}

/** `deflate` means zlib's format (RFC 9110, 8.4.1.2), yet some servers send the bare stream. */
async function inflateEither(body: Uint8Array, options: zlib.ZlibOptions): Promise<Uint8Array> {
  const first = body[0] ?? 0;
  const isZlib = (first & 0x0f) === 8 && ((first << 8) | (body[1] ?? 0)) % 31 === 0;
  return isZlib ? await inflate(body, options) : await inflateRaw(body, options);
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
