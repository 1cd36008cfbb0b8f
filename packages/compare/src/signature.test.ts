import { describe, expect, test } from 'vitest';
import { candidateFailed } from './candidate-failed.ts';
import type { Difference } from './difference.ts';
import { generalisePath } from './path/generalise-path.ts';
import { signatureKey, signatureOf } from './signature.ts';

type Short = [Difference['place'], string, Difference['kind'], Difference['why']];

describe('a signature never changes from version to version', () => {
  test.each<[Short, string]>([
    [['body', '$.items[12].price', 'value', 'rounding'], 'body value rounding $.items[*].price'],
    [['body', '$.createdAt', 'value', 'timeZone'], 'body value timeZone $.createdAt'],
    [
      ['body', "$.accounts['3f2504e0-4f89-11d3-9a0c-0305e82c3301'].iban", 'missing', null],
      'body missing - $.accounts[*].iban',
    ],
    [
      ['body', "$.days['2026-01-31'][0]", 'extra', 'nullVersusAbsent'],
      'body extra nullVersusAbsent $.days[*][*]',
    ],
    [
      ['body', "$['ann@example.com']['first name']", 'type', 'numericString'],
      "body type numericString $[*]['first name']",
    ],
    [['body', '$.user_1234.tags', 'order', null], 'body order - $[*].tags'],
    [['body', 'line 3, column 5', 'value', 'whitespace'], 'body value whitespace text'],
    [['body', 'offset 17', 'length', null], 'body length - bytes'],
    [['header', 'x-total-count', 'header', null], 'header header - x-total-count'],
    [['cookie', 'sid; expires', 'value', 'sameInstant'], 'cookie value sameInstant sid; expires'],
  ])('%j is %s', ([place, path, kind, why], expected) => {
    const difference: Difference = { place, path, kind, why, legacy: null, candidate: null };
    expect(signatureKey(signatureOf(difference))).toBe(expected);
  });
});

test('names of fields are not taken for ids', () => {
  const path = '$.address2.line1.iso3166.base64.utf8.sha256.level_2.v1.deadbeefs.facade';
  expect(generalisePath(path)).toBe(path);
  expect(generalisePath("$['it\\'s']['a.b[0]']")).toBe("$['it\\'s']['a.b[0]']");
});

test('a generalised path stays what it is when it is generalised again', () => {
  const once = generalisePath("$.items[0]['2026-01-31'].x");
  expect(generalisePath(once)).toBe(once);
});

test('a candidate that gave no answer is a mismatch with its reason', () => {
  const result = candidateFailed(200, 'timeout');
  expect(result.signatures.map(signatureKey)).toEqual(['status status timeout status']);
  expect(result.differences[0]).toMatchObject({ legacy: '200', candidate: null });
});
