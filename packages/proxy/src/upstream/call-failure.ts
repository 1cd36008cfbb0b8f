import type { ProxyErrorCode } from '../http/proxy-error.ts';

/** How an upstream failed. `failure` is the wire's word, `code` what a client is told. */
export interface CallFailure {
  failure: 'refused' | 'reset' | 'timeout';
  code: Extract<
    ProxyErrorCode,
    'upstreamRefused' | 'upstreamReset' | 'upstreamTimeout' | 'upstreamBusy' | 'upstreamInvalid'
  >;
  /** For logs and deltas: what was seen, without addresses of the proxy's clients. */
  message: string;
  /** The upstream could not be reached at all: nothing was sent. */
  unreachable: boolean;
}

const invalidCodes = new Set(['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH']);

const timeoutCodes = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

/** Sorts an error of a socket, of undici or of node:http. `sent` says whether the request had begun to go out. */
export function callFailure(error: unknown, sent: boolean): CallFailure {
  const code = errorCode(error);
  const message = describe(error, code);
  if (code !== null && timeoutCodes.has(code)) {
    return { failure: 'timeout', code: 'upstreamTimeout', message, unreachable: !sent };
  }
  if (!sent) return { failure: 'refused', code: 'upstreamRefused', message, unreachable: true };
  const answer = isInvalidAnswer(error, code) ? 'upstreamInvalid' : 'upstreamReset';
  return { failure: 'reset', code: answer, message, unreachable: false };
}

export function deadlineFailure(timeoutMs: number): CallFailure {
  const message = `no whole answer within ${timeoutMs} ms`;
  return { failure: 'timeout', code: 'upstreamTimeout', message, unreachable: false };
}

/** No connection became free: a state of the proxy, not of the upstream. */
export function busyFailure(message: string): CallFailure {
  return { failure: 'refused', code: 'upstreamBusy', message, unreachable: false };
}

/** The `code` of a Node or undici error, or null. */
export function errorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** What came back is not an HTTP answer to this request. */
function isInvalidAnswer(error: unknown, code: string | null): boolean {
  if (code !== null && (code.startsWith('HPE_') || invalidCodes.has(code))) return true;
  if (error instanceof Error && error.name === 'HTTPParserError') return true;
  return error instanceof Error && /^bad (?:response|upgrade)$/.test(error.message);
}

function describe(error: unknown, code: string | null): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return (code === null ? text : `${code}: ${text}`).slice(0, 512);
}
