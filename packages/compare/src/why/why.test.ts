import { expect, test } from 'vitest';
import { compareJsonTexts, found } from '../test-support/responses.ts';

/** What is said of two values. */
function said(legacy: string, candidate: string): string | undefined {
  const [line] = found(compareJsonTexts(`{"v":${legacy}}`, `{"v":${candidate}}`));
  return line?.replace(' $.v', '');
}

test.each([
  ['"2026-01-01T00:00:00Z"', '"2026-01-01T01:00:00+01:00"', 'value sameInstant'],
  ['"2026-01-01T00:00:00Z"', '"2026-01-01T00:00:00.000Z"', 'value sameInstant'],
  ['"2026-01-01 00:00:00"', '"2026-01-01T00:00:00"', 'value sameInstant'],
  ['"Thu, 01 Jan 2026 00:00:00 GMT"', '"2026-01-01T00:00:00Z"', 'value sameInstant'],
  ['"/Date(1767225600000)/"', '"2026-01-01T00:00:00Z"', 'value sameInstant'],
  ['1767225600', '"2026-01-01T00:00:00Z"', 'type sameInstant'],
  ['"2026-01-01T00:00:00Z"', '1767225600000', 'type sameInstant'],
  ['"2026-01-01T10:00:00Z"', '"2026-01-01T10:00:00+02:00"', 'value timeZone'],
  ['"2026-01-01T10:00:00"', '"2026-01-01T10:00:00Z"', 'value timeZone'],
  ['"2026-01-01T10:00:00Z"', '"2026-01-01T11:00:00Z"', 'value'],
  ['"2026-02-30T10:00:00Z"', '"2026-03-02T10:00:00Z"', 'value'],
  ['"123"', '123', 'type numericString'],
  ['12.50', '"12.5"', 'type numericString'],
  ['"124"', '123', 'type'],
  ['12.345', '12.35', 'value rounding'],
  ['12.34', '12.35', 'value rounding'],
  ['0.30000000000000004', '0.3', 'value rounding'],
  ['"10.00"', '"10.0"', 'value rounding'],
  ['12.34', '12.36', 'value'],
  ['123456789012345678901234567890.5', '123456789012345678901234567891.5', 'value'],
  ['123456789012345678901234567890.5', '123456789012345678901234567890.6', 'value rounding'],
  ['5', '6', 'value'],
  ['5', '5.4', 'value rounding'],
  ['"Open"', '"OPEN"', 'value case'],
  ['"a b"', '" a  b "', 'value whitespace'],
  ['"a\\nb"', '"a\\r\\nb"', 'value whitespace'],
  ['"é"', '"e\u0301"', 'value unicodeForm'],
  ['"a"', '"b"', 'value'],
  ['null', '""', 'type'],
  ['true', 'false', 'value'],
  ['true', '"true"', 'type'],
  ['[]', '{}', 'type'],
  ['1', '[1]', 'type'],
])('%s against %s: %s', (legacy, candidate, expected) => {
  expect(said(legacy, candidate)).toBe(expected);
  expect(said(candidate, legacy)).toBe(expected);
});
