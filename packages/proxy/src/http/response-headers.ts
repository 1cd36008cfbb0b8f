import type { HeaderList } from './header-list.ts';
import { endToEnd, lowerCased } from './hop-by-hop.ts';

/** Headers of an upstream's answer as the client gets them: hop-by-hop removed, framing that cannot hold dropped. */
export function clientHeaders(status: number, raw: HeaderList): string[] {
  const { headers, hadTransferEncoding } = endToEnd(raw);
  const dropsLength = hadTransferEncoding || status < 200 || status === 204;
  return dropsLength ? withoutContentLength(headers) : headers;
}

function withoutContentLength(headers: string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? '';
    if (lowerCased(name) !== 'content-length') kept.push(name, headers[at + 1] ?? '');
  }
  return kept;
}

/** A reason phrase that can be written to a status line; what cannot is left empty, as HTTP allows. */
export function writableReason(reason: string): string {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(reason) ? reason : '';
}
