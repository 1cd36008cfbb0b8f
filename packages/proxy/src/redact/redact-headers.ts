import { limits } from '@delta-guard/protocol';
import type { HeaderList } from '../http/header-list.ts';
import type { Context } from './context.ts';
import { redactTarget } from './redact-target.ts';
import { redactName, redactText } from './redact-text.ts';
import { secretLabel } from './secret-names.ts';

const withUrl = new Set(['location', 'content-location', 'referer', 'origin']);
/** What the protocol itself says, over and over; no secret has a place in it. */
const plain = new Set([
  'content-length',
  'content-type',
  'date',
  'last-modified',
  'if-modified-since',
  'etag',
  'if-none-match',
  'if-match',
  'accept',
  'connection',
  'transfer-encoding',
  'vary',
  'sec-websocket-key',
  'sec-websocket-accept',
]);
/** The scheme before credentials is no secret. */
const withScheme =
  /^((?:bearer|basic|digest|negotiate|ntlm|dpop|token|apikey|aws4-hmac-sha256)[ \t]+)(.+)$/is;

/** Headers as pairs fit for an event: secrets replaced, names of cookies kept, within the wire's caps. */
export function redactHeaders(headers: HeaderList, context: Context): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < headers.length && pairs.length < limits.headersMax; at += 2) {
    const name = headers[at] ?? '';
    const value = redactHeader(name, headers[at + 1] ?? '', context);
    pairs.push([redactName(name, context).slice(0, 256), value.slice(0, limits.headerValueLengthMax)]);
  }
  return pairs;
}

/** One header's value without what is secret in it. */
export function redactHeader(name: string, value: string, context: Context): string {
  const lowerName = name.toLowerCase();
  if (plain.has(lowerName) || value === '') return value;
  if (lowerName === 'cookie') {
    return value
      .split(';')
      .map((pair) => redactCookie(pair, context))
      .join(';');
  }
  if (lowerName === 'set-cookie') return redactSetCookie(value, context);
  const label = secretLabel(lowerName);
  if (label !== null) return redactCredentials(value, label, context);
  return withUrl.has(lowerName) ? redactTarget(value, context) : redactText(value, context);
}

function redactCredentials(value: string, label: string, { placeholders }: Context): string {
  const match = withScheme.exec(value);
  if (match === null) return placeholders.of(label, value);
  const [, scheme = '', credentials = ''] = match;
  const isToken = /^(?:bearer|token|dpop)/i.test(scheme);
  return scheme + placeholders.of(isToken ? 'token' : label, credentials.trim());
}

function redactCookie(pair: string, context: Context): string {
  const at = pair.indexOf('=');
  const name = at === -1 ? '' : `${redactName(pair.slice(0, at), context)}=`;
  const value = pair.slice(at + 1).trim();
  if (value === '') return pair;
  return `${name}${at === -1 ? (/^\s*/.exec(pair)?.[0] ?? '') : ''}${context.placeholders.of('cookie', unquoted(value))}`;
}

function redactSetCookie(value: string, context: Context): string {
  const [pair = '', ...attributes] = value.split(';');
  return [redactCookie(pair, context), ...attributes.map((text) => redactText(text, context))].join(';');
}

function unquoted(value: string): string {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}
