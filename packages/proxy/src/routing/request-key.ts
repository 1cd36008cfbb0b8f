import type { RequestKey } from '@delta-guard/protocol';
import { firstHeader, type HeaderList, headerValues } from '../http/header-list.ts';

/** The value that a request is known by under this key; null where it has none. */
export function requestKeyValue(key: RequestKey, headers: HeaderList): string | null {
  const value =
    key.in === 'header' ? firstHeader(headers, key.name.toLowerCase()) : cookieValue(headers, key.name);
  return value === undefined || value === '' ? null : value;
}

/** As RFC 6265 (5.4) sends them: the first of a name wins. */
function cookieValue(headers: HeaderList, name: string): string | undefined {
  for (const line of headerValues(headers, 'cookie')) {
    for (const pair of line.split(';')) {
      const equals = pair.indexOf('=');
      if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
    }
  }
  return undefined;
}
