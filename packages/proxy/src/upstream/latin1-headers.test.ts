import { expect, test } from 'vitest';
import { latin1Headers } from './latin1-headers.ts';

const bytes = (...parts: string[]) => parts.map((part) => Buffer.from(part, 'latin1'));

test('names and values keep their case, order, repeats and bytes, however often they come', () => {
  const list = ['X-Two', 'a\xe9', 'x-two', 'b', 'X-TWO', '', 'Été-\xff', '\xff'];
  for (let turn = 0; turn < 3; turn += 1) expect(latin1Headers(bytes(...list))).toEqual(list);
});

test('thousands of names, many with one hash, are never taken for each other', () => {
  const names = Array.from({ length: 5_000 }, (_, at) => `X-${String(at).padStart(6, '0')}-Z`);
  const list = names.flatMap((name, at) => [name, String(at)]);
  expect(latin1Headers(bytes(...list))).toEqual(list);
  expect(latin1Headers(bytes(...list.toReversed()))).toEqual(list.toReversed());
});

test('a value that was parsed already is taken from there, unless the name repeats', () => {
  const raw = bytes('Server', 'raw', 'Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'Constructor', 'c');
  const parsed = { server: 'parsed', 'set-cookie': ['a=1', 'b=2'] };
  expect(latin1Headers(raw, parsed)).toEqual([
    ...['Server', 'parsed', 'Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'Constructor', 'c'],
  ]);
});

test('what is no list has no headers', () => {
  expect(latin1Headers(undefined)).toEqual([]);
});
