import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeTrafficBytes, encodeTrafficBytes, trafficBytesSchema } from './traffic-bytes.ts';

test('any bytes come back as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
      const throughTheWire: unknown = JSON.parse(JSON.stringify(encodeTrafficBytes(bytes)));
      expect(decodeTrafficBytes(trafficBytesSchema.parse(throughTheWire))).toEqual(bytes);
    }),
  );
});

test.each([
  ['plain text', 'ledger'],
  ['NUL and a byte order mark', '\uFEFF a\u0000b'],
  ['characters beyond the first plane', '𝄞'],
])('%s travels as text', (_, text) => {
  expect(encodeTrafficBytes(new TextEncoder().encode(text))).toEqual({ text });
});

test.each([
  ['a lone continuation byte', [0x80]],
  ['an encoded surrogate', [0xed, 0xa0, 0x80]],
  ['an overlong slash', [0xc0, 0xaf]],
])('%s is not UTF-8 and travels as base64', (_, bytes) => {
  expect(encodeTrafficBytes(Uint8Array.from(bytes))).toHaveProperty('base64');
});
