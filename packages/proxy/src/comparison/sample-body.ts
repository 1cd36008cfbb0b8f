import type { CapturedBody } from '@delta-guard/protocol';
import type { HeaderList } from '../http/header-list.ts';
import { redactBody } from '../redact/redact-body.ts';
import { foreignCharset, toUtf8 } from './charset.ts';

/** A body on its way into a delta, its content codings undone. */
export interface SampleBody {
  bytes: Uint8Array;
  headers: HeaderList;
  /** Whether a text among these is in UTF-8 already, whatever the headers say. */
  isUtf8: boolean;
}

/** The body with its secrets replaced (P12), fit for an event; null where nothing of it may be kept. */
export function captureBody({ bytes, headers, isUtf8 }: SampleBody, bytesMax: number): CapturedBody | null {
  const charset = isUtf8 ? null : foreignCharset(headers);
  if (charset === null) return redactBody(bytes, headers);
  const decoded = toUtf8(bytes, charset, bytesMax);
  return decoded.ok ? redactBody(decoded.body, headers) : null;
}
