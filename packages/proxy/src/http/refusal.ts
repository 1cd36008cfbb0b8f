import { type HeaderList, headerValues } from './header-list.ts';
import type { ProxyErrorCode } from './proxy-error.ts';
import { isAuthority, parseRequestTarget } from './request-target.ts';

export interface RequestLine {
  method: string;
  url: string;
  httpVersion: string;
  rawHeaders: HeaderList;
}

export type Admission =
  | { ok: true; path: string; authority: string | null; hasBody: boolean; chunked: boolean }
  | { ok: false; code: ProxyErrorCode; message: string };

/** Lets a request in, or says why not: whatever two servers could frame or route differently is refused. */
export function admit(request: RequestLine): Admission {
  if (request.httpVersion !== '1.1' && request.httpVersion !== '1.0') {
    return refuse('httpVersionNotSupported', 'only HTTP/1.0 and HTTP/1.1 are served');
  }
  const target = parseRequestTarget(request.url, request.method);
  if (!target.ok) return refuse('badRequest', target.reason);
  const hosts = headerValues(request.rawHeaders, 'host');
  if (hosts.length > 1) return refuse('badRequest', 'more than one Host header');
  const [host] = hosts;
  if (host === undefined && request.httpVersion === '1.1') return refuse('badRequest', 'no Host header');
  if (host !== undefined && !isAuthority(host)) return refuse('badRequest', 'the Host header is not valid');
  const framing = readFraming(request);
  if (!framing.ok) return framing;
  return { ...framing, path: target.path, authority: target.authority };
}

type Framing = { ok: true; hasBody: boolean; chunked: boolean } | Extract<Admission, { ok: false }>;

function readFraming(request: RequestLine): Framing {
  const codings = headerValues(request.rawHeaders, 'transfer-encoding');
  const lengths = headerValues(request.rawHeaders, 'content-length');
  if (codings.length === 0) return readLength(lengths);
  if (request.httpVersion === '1.0') return refuse('badRequest', 'Transfer-Encoding in HTTP/1.0');
  if (lengths.length > 0) return refuse('badRequest', 'both Transfer-Encoding and Content-Length');
  if (codings.length > 1 || codings[0]?.toLowerCase() !== 'chunked') {
    return refuse('notImplemented', 'the only Transfer-Encoding served is chunked');
  }
  return { ok: true, hasBody: true, chunked: true };
}

function readLength(lengths: string[]): Framing {
  if (lengths.length > 1) return refuse('badRequest', 'more than one Content-Length');
  const [length] = lengths;
  if (length === undefined) return { ok: true, hasBody: false, chunked: false };
  if (!/^[0-9]{1,15}$/.test(length)) return refuse('badRequest', 'Content-Length is not a number');
  return { ok: true, hasBody: Number(length) > 0, chunked: false };
}

function refuse(code: ProxyErrorCode, message: string): Extract<Admission, { ok: false }> {
  return { ok: false, code, message };
}
