import { describeBody, isContentTypeWrong } from '@delta-guard/compare';
import { type CapturedResponse, decodeTrafficBytes } from '@delta-guard/protocol';

const kindNames = {
  empty: 'empty',
  json: 'JSON',
  ndjson: 'lines of JSON',
  html: 'HTML',
  xml: 'XML',
  form: 'a form',
  multipart: 'multipart',
  text: 'text',
  bytes: 'bytes',
} as const;

/** Says where a body is something else than its Content-Type names, and so was compared as what it is; null elsewhere. */
export function wrongContentType({ status, headers, body }: CapturedResponse): string | null {
  if (body === null) return null;
  const described = describeBody({
    status,
    headers: headers.flat(),
    body: decodeTrafficBytes(body.bytes),
  });
  if (!isContentTypeWrong(described)) return null;
  return `says ${described.type.media}, is ${kindNames[described.kind]}`;
}
