import type { Delta, Difference } from '@delta-guard/protocol';
import { describe, expect, test } from 'vitest';
import { bodyView } from './body-view.ts';
import { differingRows } from './differing-rows.ts';
import { compared, drawn } from './testing/compared.ts';
import { delta } from './testing/delta.ts';

const of = (over: Partial<Difference>): Difference => ({
  place: 'body',
  path: '$',
  kind: 'value',
  why: null,
  legacy: '1',
  candidate: '2',
  ...over,
});

const shown = (differences: Difference[], bodies: Delta['bodies'] = 'differing') =>
  drawn(differingRows({ differences, bodies }));

describe('what differs, without the bodies that it is of', () => {
  test('stands in its structure, with a mark for what is equal', () => {
    const { differences } = compared(
      '{"id":7,"list":[{"a":1,"b":1},{"a":1,"b":"x"}],"n":{"m":1}}',
      '{"id":7,"list":[{"a":1,"b":1},{"a":2,"b":"y"}],"n":{"m":2}}',
    );
    expect(shown(differences)).toEqual([
      '{ | {',
      'list[1]: { | {',
      'a: 1 | 2 [value]',
      'b: "x" | "y" [value]',
      '⋯ } | ⋯ }',
      'n: { | {',
      'm: 1 | 2 [value]',
      '⋯ } | ⋯ }',
      '⋯ } | ⋯ }',
    ]);
  });

  test('on a long way to one place is told in one line, and not past a place that differs itself', () => {
    expect(shown([of({ path: '$.html.body[1].p[0]' })])).toEqual([
      '{ | {',
      'html.body[1].p: [ | [',
      '0: 1 | 2 [value]',
      '⋯ ] | ⋯ ]',
      '⋯ } | ⋯ }',
    ]);
    const order = of({ path: '$.a.b', kind: 'order', legacy: '[1,2]', candidate: '[2,1]' });
    expect(shown([order, of({ path: '$.a.b[0].c' })]).slice(1, 6)).toEqual([
      'a.b: [ | [ [order]',
      '0: 1 | 2',
      '1: 2 | 1',
      '] | ]',
      'a.b: [ | [',
    ]);
  });

  test('a value that one side has alone is shown with all that is in it', () => {
    const { differences } = compared('{"a":{"x":[1]}}', '{"b":2}');
    expect(shown(differences)).toEqual([
      '{ | {',
      'a: { | — [missing]',
      'x: [ | —',
      '0: 1 | —',
      '] | —',
      '} | —',
      'b: — | 2 [extra]',
      '⋯ } | ⋯ }',
    ]);
  });

  test('an element that only the candidate has is not taken for the legacy’s of the same index', () => {
    const differences = [
      of({ path: '$[1]', kind: 'extra', legacy: null, candidate: '"new"' }),
      of({ path: '$[1].a' }),
    ];
    expect(shown(differences)).toEqual([
      '[ | [',
      '1: — | "new" [extra]',
      '1: { | {',
      'a: 1 | 2 [value]',
      '⋯ } | ⋯ }',
      '⋯ ] | ⋯ ]',
    ]);
  });

  test('a value that was cut is shown as the text it is', () => {
    const cut = of({ path: '$.a', legacy: '{"x":"aaa…', candidate: '1' });
    expect(shown([cut])[1]).toBe('a: {"x":"aaa… | 1 [value]');
  });

  test('lines of a text say where they stand, and that there may be more', () => {
    const line = of({ path: 'line 3, column 1', legacy: 'x\nb\nc\n…', candidate: 'y\nb\nc\n…' });
    expect(shown([line])).toEqual([
      '⋯ lines 1 to 2 | ⋯ lines 1 to 2',
      'x | y [value]',
      'b | b',
      'c | c',
      '⋯ | ⋯',
    ]);
  });

  test('bytes are told by their offset and number', () => {
    const bytes = of({ path: 'offset 7', kind: 'length', legacy: '9 bytes', candidate: '8 bytes' });
    expect(shown([bytes])).toEqual(['offset 7: 9 bytes | 8 bytes [length]']);
  });

  test('each row leads to the rule that its place would have', () => {
    const rows = differingRows({ differences: [of({ path: '$.list[1].a' })], bodies: 'differing' });
    expect(rows.find(({ marks }) => marks.length > 0)).toMatchObject({
      path: '$.list[1].a',
      of: '$.list[1].a',
    });
  });

  test('where no value is kept the places and kinds are shown, and that values were not kept', () => {
    const differences = [
      of({ path: '$.a', legacy: '[not kept]', candidate: '[not kept]' }),
      of({ path: '$.b', kind: 'missing', legacy: '[not kept]', candidate: null }),
      of({ path: 'line 2, column 1', legacy: '[not kept]', candidate: '[not kept]' }),
    ];
    expect(shown(differences, 'none')).toEqual([
      '{ | {',
      'a: [not kept] | [not kept] [value]',
      'b: [not kept] | — [missing]',
      '⋯ } | ⋯ }',
      'line 2, column 1: [not kept] | [not kept] [value]',
    ]);
  });
});

test('bodies that were not kept are never drawn as if they were cut or empty', () => {
  const whole = delta('{"a":1,"b":1}', '{"a":2,"b":1}');
  const gone = { bytesTotal: 13, truncated: true, bytes: { text: '' } };
  const { legacy, candidate } = whole;
  if ('failure' in candidate) throw new Error('the test’s own delta is broken');
  const reduced = { ...whole, bodies: 'differing', legacy: { ...legacy, body: gone } } as const;
  for (const body of [gone, null]) {
    const view = bodyView({ ...reduced, candidate: { ...candidate, body } });
    expect(view.type).toBe('reduced');
    expect(view.type === 'reduced' && drawn(view.rows)[1]).toBe('a: 1 | 2 [value]');
  }
});
