import { describe, expect, test } from 'vitest';
import { markedRows } from './row.ts';
import { shownName } from './shown-name.ts';
import { compared, drawn } from './testing/compared.ts';

describe('two JSON bodies beside each other', () => {
  test('member order is ignored and a value that differs is marked on its line', () => {
    const { rows } = compared('{"a":1,"b":"x"}', '{"b":"y","a":1}');
    expect(drawn(rows)).toEqual(['{ | {', 'a: 1 | 1', 'b: "x" | "y" [value]', '} | }']);
  });

  test('what one side lacks leaves its line empty there, with all that is inside it', () => {
    const { rows } = compared('{"a":{"b":1}}', '{"c":2}');
    expect(drawn(rows)).toEqual([
      '{ | {',
      'a: { | — [missing]',
      'b: 1 | —',
      '} | —',
      'c: — | 2 [extra]',
      '} | }',
    ]);
  });

  test('numbers keep every digit', () => {
    const { rows } = compared('[12345678901234567890]', '[12345678901234567891]');
    expect(drawn(rows)[1]).toBe('0: 12345678901234567890 | 12345678901234567891 [value]');
  });

  test('an element put in the middle leaves the ones behind it on equal lines', () => {
    const { rows } = compared('[{"id":1},{"id":2},{"id":3}]', '[{"id":1},{"id":9},{"id":2},{"id":3}]');
    expect(rows.filter((row) => row.state === 'onlyCandidate').map((row) => row.candidate?.text)).toEqual([
      '{',
      '9',
      '}',
    ]);
    expect(rows.filter((row) => row.state === 'differs' || row.state === 'tolerated')).toEqual([]);
  });

  test('elements in another order stand beside their partners, and the array says so', () => {
    const { rows } = compared('[{"id":1,"v":"a"},{"id":2,"v":"b"}]', '[{"id":2,"v":"b"},{"id":1,"v":"a"}]');
    expect(rows[0]?.marks).toEqual([{ kind: 'order', why: null }]);
    expect(rows.slice(1).every((row) => row.state === 'same')).toBe(true);
  });

  test('a container against a plain value runs beside it, marked once', () => {
    const { rows } = compared('{"a":[1,2]}', '{"a":"1,2"}');
    expect(markedRows(rows)).toEqual([1]);
    expect(rows[1]?.marks[0]?.kind).toBe('type');
  });

  test('a difference in writing that does not count is neither the same nor marked', () => {
    const { rows } = compared('{"a":1.0,"b":1}', '{"a":1,"b":2}');
    expect(rows[1]).toMatchObject({ state: 'tolerated', marks: [] });
  });

  test.each([
    ['{"a b":1}', '{"a b":2}'],
    ['{"it\'s":1,"Ä":[{"x":1}]}', '{"it\'s":2,"Ä":[{"x":2}]}'],
    ['{"\\u0001":1,"":{"":1}}', '{"\\u0001":2,"":{"":2}}'],
    ['[[1,2],[3,4]]', '[[1,5],[3]]'],
    ['{"a":[{"id":1,"n":[1]},{"id":2,"n":[2]}]}', '{"a":[{"id":2,"n":[3]},{"id":1,"n":[1]}]}'],
    ['{"a":null}', '{}'],
    ['{"a":{}}', '{"a":[]}'],
  ])('every difference that the comparison finds in %s has its row', (legacy, candidate) => {
    const { rows, differences } = compared(legacy, candidate);
    expect(differences.length).toBeGreaterThan(0);
    for (const { path, kind } of differences) {
      const row = rows.find(
        (candidateRow) => candidateRow.path === path && candidateRow.marks.some((mark) => mark.kind === kind),
      );
      expect(row, `${kind} at ${path}`).toBeDefined();
    }
  });

  test('a name that one side says twice shows both of its values, the last one beside the other side', () => {
    const { rows } = compared('{"a":1,"a":2}', '{"a":1}');
    expect(drawn(rows)).toEqual(['{ | {', 'a: 1 | —', 'a: 2 | 1 [value] [duplicateKey]', '} | }']);
  });

  test('a repeated name that only one side has is shown as often as it is said', () => {
    const { rows } = compared('{}', '{"a":{"x":1},"a":2}');
    expect(drawn(rows).filter((line) => line.startsWith('a: '))).toEqual(['a: — | {', 'a: — | 2 [extra]']);
  });

  test('a name with characters that cannot be seen is written out', () => {
    expect(shownName('a\n\u0007\u202e"\\')).toBe('a\\n\\u0007\\u202e"\\\\');
    expect(shownName('Grüße 👋')).toBe('Grüße 👋');
  });
});
