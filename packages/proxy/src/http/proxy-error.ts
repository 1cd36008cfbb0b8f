/** What the proxy itself answers, by code. The code goes out as `Delta-Guard-Error`. */
const proxyErrors = {
  badRequest: { status: 400, reason: 'Bad Request' },
  requestTimeout: { status: 408, reason: 'Request Timeout' },
  expectationFailed: { status: 417, reason: 'Expectation Failed' },
  headersTooLarge: { status: 431, reason: 'Request Header Fields Too Large' },
  internal: { status: 500, reason: 'Internal Server Error' },
  notImplemented: { status: 501, reason: 'Not Implemented' },
  upstreamRefused: { status: 502, reason: 'Bad Gateway' },
  upstreamInvalid: { status: 502, reason: 'Bad Gateway' },
  upstreamReset: { status: 502, reason: 'Bad Gateway' },
  upstreamBusy: { status: 503, reason: 'Service Unavailable' },
  stopping: { status: 503, reason: 'Service Unavailable' },
  upstreamTimeout: { status: 504, reason: 'Gateway Timeout' },
  httpVersionNotSupported: { status: 505, reason: 'HTTP Version Not Supported' },
} as const;
export type ProxyErrorCode = keyof typeof proxyErrors;

export interface ProxyErrorAnswer {
  status: number;
  reason: string;
  headers: string[];
  body: string;
}

/** The short JSON answer for a code. `message` must be fit for a client: no addresses, no stack. */
export function proxyErrorAnswer(code: ProxyErrorCode, message: string): ProxyErrorAnswer {
  const { status, reason } = proxyErrors[code];
  const body = JSON.stringify({ error: code, message });
  const headers = [
    'Content-Type',
    'application/json',
    'Content-Length',
    String(Buffer.byteLength(body)),
    'Cache-Control',
    'no-store',
    'Delta-Guard-Error',
    code,
  ];
  return { status, reason, headers, body };
}

/** The same as bytes for a raw socket, after which the connection is closed. */
export function rawErrorAnswer(code: ProxyErrorCode, message: string): string {
  const answer = proxyErrorAnswer(code, message);
  return rawHead(answer.status, answer.reason, [...answer.headers, 'Connection', 'close']) + answer.body;
}

/** A response head as wire text (latin1). */
export function rawHead(status: number, reason: string, headers: readonly string[]): string {
  let head = `HTTP/1.1 ${status} ${reason}\r\n`;
  for (let at = 0; at + 1 < headers.length; at += 2) head += `${headers[at]}: ${headers[at + 1]}\r\n`;
  return `${head}\r\n`;
}
