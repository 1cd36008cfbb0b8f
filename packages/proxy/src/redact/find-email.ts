import type { Hit } from './hit.ts';

/** E-mail addresses. Each character is looked at once on either side of an `@`. */
export function findEmails(text: string, hits: Hit[]): void {
  const taken = new Set(hits.map(({ end }) => end));
  let floor = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    let start = at;
    while (start > floor && isLocal(text, start - 1)) start -= 1;
    const end = domainEnd(text, at + 1);
    floor = at + 1;
    // What ends at the sign is a URL's user and password, and what follows its host.
    if (start === at || end === 0 || taken.has(at)) continue;
    hits.push({ start, end, label: 'email' });
    floor = end;
  }
}

/** Past a domain of two labels and more, 0 where none begins here. */
function domainEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && isDomain(text.charCodeAt(end))) end += 1;
  while (end > start && (text[end - 1] === '.' || text[end - 1] === '-')) end -= 1;
  let dot = end - 1;
  while (dot > start && text[dot] !== '.') dot -= 1;
  return dot > start && end - dot > 2 && !isDigit(text.charCodeAt(end - 1)) ? end : 0;
}

function isLocal(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (isAlphanumeric(code) || code > 0xa0) return true;
  // . _ + ~ - and the apostrophe of a name
  return code === 0x2e || code === 0x5f || code === 0x2b || code === 0x7e || code === 0x2d
    ? true
    : code === 0x27 && at > 0 && isAlphanumeric(text.charCodeAt(at - 1));
}

function isDomain(code: number): boolean {
  return isAlphanumeric(code) || code === 0x2e || code === 0x2d || code > 0xa0;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isAlphanumeric(code: number): boolean {
  return isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
}
