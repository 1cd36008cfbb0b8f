import type { CapturedResponse } from '@delta-guard/protocol';
import { expect, test } from 'vitest';
import { wrongContentType } from './wrong-content-type.ts';

function response(type: string | null, text: string | null): CapturedResponse {
  const body = text === null ? null : { bytesTotal: text.length, truncated: false, bytes: { text } };
  return { status: 200, headers: type === null ? [] : [['Content-Type', type]], body, timeMs: 1 };
}

test.each([
  ['text/html; charset=utf-8', '{"a":1}', 'says text/html, is JSON'],
  ['text/plain', '[1]', 'says text/plain, is JSON'],
  ['application/json', '<html>', 'says application/json, is HTML'],
  ['application/json', '<?xml version="1.0"?><a/>', 'says application/json, is XML'],
])('%s with the body %s %s', (type, body, words) => {
  expect(wrongContentType(response(type, body))).toBe(words);
});

test.each([
  ['application/json', '{"a":1}'],
  ['application/json', ''],
  ['application/json', null],
  [null, '{"a":1}'],
  ['application/octet-stream', '{"a":1}'],
])('%s with the body %s is nothing to say', (type, body) => {
  expect(wrongContentType(response(type, body))).toBeNull();
});
