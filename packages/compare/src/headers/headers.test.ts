import { describe, expect, test } from 'vitest';
import { compareResponses } from '../compare-responses.ts';
import type { Rule } from '../rule.ts';
import { compiled, found, rule } from '../test-support/responses.ts';

function compare(
  legacy: string[],
  candidate: string[],
  rules: Rule[] = [],
  status: [number, number] = [200, 200],
) {
  const body = new Uint8Array();
  const result = compareResponses(
    { status: status[0], headers: legacy, body },
    { status: status[1], headers: candidate, body },
    compiled(...rules),
  );
  return [...found(result), ...result.ruleHits];
}

test('the status is exact, or by class where a rule says so', () => {
  expect(compare([], [], [], [200, 201])).toEqual(['status status']);
  const sameClass = rule({ in: 'status' }, { do: 'sameClass' });
  expect(compare([], [], [sameClass], [200, 201])).toEqual(['rule']);
  expect(compare([], [], [sameClass], [200, 404])).toEqual(['status status']);
});

describe('headers', () => {
  test('are compared by name in any case and order, without those that never count', () => {
    const legacy = ['Date', 'a', 'X-A', '1', 'X-B', '2', 'Server', 'old', 'X-Request-Id', '5'];
    expect(compare(legacy, ['x-b', '2', 'x-a', ' 1 ', 'via', 'me'])).toEqual([]);
    expect(compare(legacy, ['x-a', '1', 'x-c', '3'])).toEqual(['missing x-b', 'extra x-c']);
  });

  test('that are repeated are one list', () => {
    expect(compare(['Vary', 'a', 'Vary', 'b'], ['vary', 'a, b'])).toEqual([]);
    expect(compare(['Vary', 'a', 'Vary', 'b'], ['vary', 'b, a'])).toEqual(['header vary']);
    const unordered = rule({ in: 'header', name: 'Vary' }, { do: 'unordered' });
    expect(compare(['Vary', 'a', 'Vary', 'b'], ['vary', 'b, a'], [unordered])).toEqual(['rule']);
  });

  test('of content types may write the same otherwise', () => {
    expect(
      compare(['content-type', 'Text/Plain; charset=UTF-8'], ['Content-Type', 'text/plain;charset="utf-8"']),
    ).toEqual([]);
    expect(compare(['content-type', 'text/plain; charset=utf-8'], ['content-type', 'text/plain'])).toEqual([
      'header content-type',
    ]);
    expect(
      compare(
        ['content-type', 'multipart/form-data; boundary=a'],
        ['content-type', 'multipart/form-data; boundary=b'],
      ),
    ).toEqual([]);
  });

  test('obey rules', () => {
    const etag = rule({ in: 'header', name: 'ETag' }, { do: 'ignore' });
    expect(compare(['etag', '"1"'], ['etag', '"2"'], [etag])).toEqual(['rule']);
    expect(compare(['etag', '"1"'], [], [etag])).toEqual(['rule']);
    const count = rule({ in: 'header', name: 'x-count' }, { do: 'tolerance', absolute: 1 });
    expect(compare(['x-count', '5'], ['x-count', '6'], [count])).toEqual(['rule']);
    const modified = rule({ in: 'header', name: 'last-modified' }, { do: 'sameInstant', withinMs: 1_000 });
    const [first, second] = ['Thu, 01 Jan 2026 00:00:00 GMT', 'Thu, 01 Jan 2026 00:00:01 GMT'];
    expect(compare(['last-modified', first], ['last-modified', second], [modified])).toEqual(['rule']);
  });
});

describe('cookies', () => {
  test('are compared by name and attribute', () => {
    const legacy = ['Set-Cookie', 'sid=1; Path=/; HttpOnly', 'Set-Cookie', 'lang=de'];
    expect(compare(legacy, ['set-cookie', 'lang=de', 'set-cookie', 'sid=1; httponly; path=/'])).toEqual([]);
    expect(compare(legacy, ['set-cookie', 'sid=2; Path=/a; Secure'])).toEqual([
      'value sid',
      'value sid; path',
      'missing sid; httponly',
      'extra sid; secure',
      'missing lang',
    ]);
  });

  test('obey rules for the cookie, for one attribute, and for all of them', () => {
    const legacy = ['set-cookie', 'sid=1; Max-Age=10'];
    const candidate = ['set-cookie', 'sid=2; Max-Age=20'];
    expect(compare(legacy, candidate, [rule({ in: 'cookie', name: 'sid' }, { do: 'ignore' })])).toEqual([
      'rule',
    ]);
    const attribute = rule({ in: 'cookie', name: 'sid; Max-Age' }, { do: 'ignore' });
    expect(compare(legacy, candidate, [attribute])).toEqual(['value sid', 'rule']);
    expect(
      compare(legacy, candidate, [rule({ in: 'header', name: 'set-cookie' }, { do: 'ignore' })]),
    ).toEqual(['rule']);
  });
});
