import { describe, expect, test } from 'vitest';
import { PaddedText } from '../json/padded-text.ts';
import { bytesOf, compareJsonTexts, found } from '../test-support/responses.ts';
import { firstDifference } from './first-difference.ts';

const lengths = [0, 1, 127, 128, 129, 1_000, 65_535, 65_536, 65_537, 131_072, 200_000];

describe('the first byte in which two bodies differ', () => {
  test.each(lengths)('in bodies of %i bytes', (length) => {
    const text = new PaddedText(undefined, { withKernels: true });
    const body = Uint8Array.from({ length }, (_, at) => at % 251);
    expect(firstDifference(body, body.slice(), text)).toBe(length);
    for (const at of [0, 1, length >> 1, length - 1, 65_535, 65_536, 131_071]) {
      if (at < 0 || at >= length) continue;
      const other = body.slice();
      other[at] = 255;
      expect(firstDifference(body, other, text)).toBe(at);
      expect(firstDifference(body, body.slice(0, at), text)).toBe(at);
    }
  });
});

test('a body that was changed in place is read anew', () => {
  const legacy = bytesOf(`{"a":"${'x'.repeat(200)}","b":1}`);
  const candidate = legacy.slice();
  expect(found(compareJsonTexts(legacy, candidate))).toEqual([]);
  candidate[candidate.length - 2] = 0x32;
  expect(found(compareJsonTexts(legacy, candidate))).toEqual(['value $.b']);
  candidate[2] = 0x63;
  expect(found(compareJsonTexts(legacy, candidate))).toEqual(['missing $.a', 'value $.b', 'extra $.c']);
});
