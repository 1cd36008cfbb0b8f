/** The head of an answer as it was on the wire. */
export interface AnswerHead {
  version: '1.0' | '1.1';
  status: number;
  reason: string;
  /** Flat name, value, name, value; case, order and repeats kept, latin1. */
  headers: string[];
}

export type ParsedHead = { ok: true; head: AnswerHead } | { ok: false; fault: string };

const statusLine = /^HTTP\/1\.([01]) ([1-9][0-9]{2})(?: (.*))?$/;
/** Control characters, and line ends that are not CR LF: one server's line end is another's text. */
const notText = /[^\t\r\n\x20-\x7e\x80-\xff]|\r(?!\n)|(?<!\r)\n/;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Reads a head, given as latin1 without the empty line that ends it. Strict: what could be read in two ways is a fault. */
export function parseAnswerHead(text: string): ParsedHead {
  if (notText.test(text)) return { ok: false, fault: 'a control character or a bare line end in the head' };
  const firstEnd = text.indexOf('\r\n');
  const first = statusLine.exec(firstEnd === -1 ? text : text.slice(0, firstEnd));
  if (first === null) return { ok: false, fault: 'no HTTP/1 status line' };
  const headers: string[] = [];
  const fault = firstEnd === -1 ? null : readHeaderLines(text, firstEnd + 2, headers);
  if (fault !== null) return { ok: false, fault };
  const version = first[1] === '0' ? '1.0' : '1.1';
  return { ok: true, head: { version, status: Number(first[2]), reason: first[3] ?? '', headers } };
}

/** Reads header lines into a flat list; returns what is wrong with them, or null. */
export function readHeaderLines(text: string, from: number, headers: string[]): string | null {
  let at = from;
  while (at < text.length) {
    const lineEnd = text.indexOf('\r\n', at);
    const end = lineEnd === -1 ? text.length : lineEnd;
    const colon = text.indexOf(':', at);
    if (colon === -1 || colon >= end) return 'a header line without a colon';
    const name = text.slice(at, colon);
    if (!isToken(name)) return 'a header name that is not a token';
    headers.push(name, trimmed(text, colon + 1, end));
    at = end + 2;
  }
  return null;
}

const knownNames = new Set<string>();
const knownNamesMax = 1_024;

function isToken(name: string): boolean {
  if (knownNames.has(name)) return true;
  if (!token.test(name)) return false;
  if (knownNames.size < knownNamesMax && name.length <= 64) knownNames.add(name);
  return true;
}

/** The text between two places without blanks and tabs at its ends. */
function trimmed(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
