import type { ProxyErrorCode } from '../http/proxy-error.ts';
import type { Breakage } from './http1/connection.ts';

/** How an upstream failed. `failure` is the wire's word, `code` what a client is told. */
export interface CallFailure {
  failure: 'refused' | 'reset' | 'timeout';
  code: Extract<ProxyErrorCode, `upstream${string}`>;
  /** For logs and deltas: what was seen, without addresses of the proxy's clients. */
  message: string;
  /** The upstream could not be reached at all: nothing was sent. */
  unreachable: boolean;
}

const kinds = {
  unreachable: { failure: 'refused', code: 'upstreamRefused', unreachable: true },
  connectTimeout: { failure: 'timeout', code: 'upstreamTimeout', unreachable: true },
  timeout: { failure: 'timeout', code: 'upstreamTimeout', unreachable: false },
  ended: { failure: 'reset', code: 'upstreamReset', unreachable: false },
  invalid: { failure: 'reset', code: 'upstreamInvalid', unreachable: false },
} as const satisfies Record<Breakage, Omit<CallFailure, 'message'>>;

export function brokenFailure(how: Breakage, message: string): CallFailure {
  return { ...kinds[how], message: message.slice(0, 512) };
}

export function deadlineFailure(timeoutMs: number): CallFailure {
  return brokenFailure('timeout', `no whole answer within ${timeoutMs} ms`);
}

/** No connection became free: a state of the proxy, not of the upstream. */
export function busyFailure(message: string): CallFailure {
  return { failure: 'refused', code: 'upstreamBusy', message, unreachable: false };
}
