import { headerKind } from './header-kind.ts';
import type { HeaderList } from './header-list.ts';
import { connectionNames, endsHere } from './hop-by-hop.ts';

/** Headers of an upstream's answer as the client gets them: hop-by-hop removed, framing that cannot hold dropped. */
export function clientHeaders(status: number, raw: HeaderList): string[] {
  const listed = connectionNames(raw);
  const headers: string[] = [];
  let dropsLength = status < 200 || status === 204;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    const kind = headerKind(name);
    // Beside a Transfer-Encoding a Content-Length says nothing.
    if (kind === 'transferEncoding') dropsLength = true;
    if (endsHere(kind) || listed?.has(name.toLowerCase())) continue;
    headers.push(name, raw[at + 1] ?? '');
  }
  return dropsLength ? withoutContentLength(headers) : headers;
}

function withoutContentLength(headers: string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? '';
    if (headerKind(name) !== 'contentLength') kept.push(name, headers[at + 1] ?? '');
  }
  return kept;
}

/** A reason phrase that can be written to a status line; what cannot is left empty, as HTTP allows. */
export function writableReason(reason: string): string {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(reason) ? reason : '';
}
