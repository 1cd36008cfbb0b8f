import type { Difference } from '@delta-guard/protocol';
import { expect, test } from 'vitest';
import { headerRows } from './header-rows.ts';

test('headers that differ come first; those that never count are told apart from those that are let through', () => {
  const difference: Difference = {
    place: 'header',
    path: 'vary',
    kind: 'header',
    why: null,
    legacy: 'a',
    candidate: 'b',
  };
  const { headers } = headerRows(
    [
      ['Date', '1'],
      ['Content-Type', 'text/html;charset=utf-8'],
      ['Vary', 'a'],
    ],
    [
      ['date', '2'],
      ['content-type', 'text/html; charset=UTF-8'],
      ['vary', 'b'],
    ],
    [difference],
  );
  expect(headers.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'vary differs',
    'date notCompared',
    'content-type tolerated',
  ]);
});
