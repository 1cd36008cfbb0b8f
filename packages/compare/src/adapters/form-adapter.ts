import { decodeUtf8, isUtf8 } from '../json/utf8.ts';
import { type BodyAdapter, encodeJson } from './body-adapter.ts';
import { fieldsToJson } from './fields.ts';

/** `application/x-www-form-urlencoded`, by field; what does not decode to UTF-8 is no form. */
export const formAdapter: BodyAdapter = {
  toJson(body) {
    if (!isUtf8(body)) return null;
    const fields: [string, string][] = [];
    for (const pair of decodeUtf8(body, 0, body.length).split('&')) {
      if (pair === '') continue;
      const equals = pair.indexOf('=');
      const name = decode(equals < 0 ? pair : pair.slice(0, equals));
      const value = decode(equals < 0 ? '' : pair.slice(equals + 1));
      if (name === null || value === null) return null;
      fields.push([name, JSON.stringify(value)]);
    }
    return encodeJson(fieldsToJson(fields));
  },
};

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
