import { limits } from '@delta-guard/protocol';
import type { HeaderList } from '../http/header-list.ts';
import { redactTarget } from './redact-form.ts';
import { isSecretName, redacted } from './secret-names.ts';

const withUrl = new Set(['location', 'content-location', 'referer', 'link', 'refresh']);

/** Headers as pairs fit for an event: secrets replaced, cookie names kept, within the wire's caps. */
export function redactHeaders(headers: HeaderList): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < headers.length && pairs.length < limits.headersMax; at += 2) {
    const name = (headers[at] ?? '').slice(0, 256);
    pairs.push([name, redactHeader(name, headers[at + 1] ?? '').slice(0, limits.headerValueLengthMax)]);
  }
  return pairs;
}

/** One header's value without what is secret in it. */
export function redactHeader(name: string, value: string): string {
  const lowerName = name.toLowerCase();
  if (lowerName === 'cookie') return value.split(';').map(redactCookie).join(';');
  if (lowerName === 'set-cookie') return redactSetCookie(value);
  if (isSecretName(lowerName)) return redacted;
  return withUrl.has(lowerName) ? redactTarget(value) : value;
}

function redactCookie(pair: string): string {
  const at = pair.indexOf('=');
  return at === -1 ? redacted : `${pair.slice(0, at)}=${redacted}`;
}

function redactSetCookie(value: string): string {
  const [pair = '', ...attributes] = value.split(';');
  return [redactCookie(pair), ...attributes].join(';');
}
