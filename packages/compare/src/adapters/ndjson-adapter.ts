import { JsonScanner } from '../json/json-scanner.ts';
import { PaddedText } from '../json/padded-text.ts';
import type { BodyAdapter } from './body-adapter.ts';

/** JSON on each line: as one array, a line each; empty lines do not count. */
export const ndjsonAdapter: BodyAdapter = {
  toJson(body) {
    const text = new PaddedText(body.length + 64);
    const scanner = new JsonScanner(text, Number.MAX_SAFE_INTEGER);
    const json = new Uint8Array(body.length + 2);
    let size = 1;
    for (let start = 0; start < body.length; ) {
      const newline = body.indexOf(0x0a, start);
      const end = newline < 0 ? body.length : newline;
      const line = body.subarray(start, end);
      start = end + 1;
      if (isBlank(line)) continue;
      text.load(line);
      if (scanner.whole(0, line.length) !== null) return null;
      if (size > 1) {
        json[size] = 0x2c;
        size += 1;
      }
      json.set(line, size);
      size += line.length;
    }
    json[0] = 0x5b;
    json[size] = 0x5d;
    return json.subarray(0, size + 1);
  },
};

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
