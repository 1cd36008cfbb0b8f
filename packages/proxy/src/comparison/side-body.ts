import type { JudgedSide } from '../exchange/ledger.ts';
import { headerValues } from '../http/header-list.ts';
import { contentCodings, decodeBody } from './decode-body.ts';

/** A side's body as it came. */
export interface SideBody {
  bytes: Uint8Array;
  codings: readonly string[];
  /** Whether nobody else holds this memory: a chunk of a socket may still be on its way to the client. */
  isOwn: boolean;
}

export type DecodedSide =
  | { ok: true; body: Uint8Array; isOwn: boolean }
  | { ok: false; reason: 'undecodable' | 'tooLarge' | 'stopping' };

const empty = Buffer.alloc(0);
const none: readonly string[] = [];

export function sideBody({ headers, capture }: JudgedSide): SideBody {
  const values = headerValues(headers, 'content-encoding');
  return {
    bytes: capture?.whole() ?? empty,
    codings: values.length === 0 ? none : contentCodings(values),
    isOwn: (capture?.chunks.length ?? 0) > 1,
  };
}

/** A body without content codings. */
export function asItCame({ bytes, isOwn }: SideBody): Extract<DecodedSide, { ok: true }> {
  return { ok: true, body: bytes, isOwn };
}

/** Its content codings undone. */
export async function decodedSide(side: SideBody, bytesMax: number): Promise<DecodedSide> {
  if (side.codings.length === 0) return asItCame(side);
  const decoded = await decodeBody(side.bytes, side.codings, bytesMax);
  return decoded.ok ? { ...decoded, isOwn: true } : decoded;
}
