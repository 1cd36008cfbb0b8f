import { compareResponses, noRules, readJson } from '@delta-guard/compare';
import type { Delta, Difference } from '@delta-guard/protocol';
import { describe, expect, test } from 'vitest';
import { bodyView } from './body-view.ts';
import { emphasis } from './emphasis.ts';
import { foldRows } from './fold-rows.ts';
import { headerRows } from './header-rows.ts';
import { hexPreview } from './hex-rows.ts';
import { jsonRows } from './json-rows.ts';
import { markedRows, type Row } from './row.ts';
import { pathChoices } from './rule-paths.ts';
import { previewRule } from './rule-preview.ts';
import { textRows } from './text-rows.ts';

const encoder = new TextEncoder();
const json = [['content-type', 'application/json']] as [string, string][];

function compared(legacy: string, candidate: string): { rows: Row[]; differences: Difference[] } {
  const response = (text: string) => ({ status: 200, headers: json.flat(), body: encoder.encode(text) });
  const comparison = compareResponses(response(legacy), response(candidate), noRules);
  const differences = comparison.verdict === 'mismatch' ? comparison.differences : [];
  const [a, b] = [readJson(encoder.encode(legacy)), readJson(encoder.encode(candidate))];
  if (!a.ok || !b.ok) throw new Error('the test’s own JSON is broken');
  return { rows: jsonRows({ legacy: a.root, candidate: b.root, differences }), differences };
}

/** Rows as text: both sides with what is marked. */
function drawn(rows: readonly Row[]): string[] {
  return rows.map(({ name, legacy, candidate, marks }) => {
    const sides = `${legacy?.text ?? '—'} | ${candidate?.text ?? '—'}`;
    return `${name === null ? '' : `${name}: `}${sides}${marks.map((mark) => ` [${mark.kind}]`).join('')}`;
  });
}

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
});

describe('folding', () => {
  const many = (changed: number) =>
    Array.from({ length: 40 }, (_, at) => (at === changed ? 'x' : String(at)));

  test('unchanged lines far from a change are folded, and the count is exact', () => {
    const rows = textRows(many(-1).join('\n'), many(20).join('\n'));
    const folded = foldRows(rows, new Set());
    expect(folded.filter((item) => item.type === 'fold')).toEqual([
      { type: 'fold', from: 0, to: 18, inside: null },
      { type: 'fold', from: 23, to: 40, inside: null },
    ]);
    expect(folded.filter((item) => item.type === 'row').map((item) => item.at)).toEqual([18, 19, 20, 21, 22]);
  });

  test('a fold says which container the next line stands in', () => {
    const list = (last: number) =>
      JSON.stringify({ a: Array.from({ length: 9 }, (_, at) => ({ n: at, v: at === 8 ? last : 0 })) });
    const [fold] = foldRows(compared(list(1), list(2)).rows, new Set());
    expect(fold).toMatchObject({ type: 'fold', inside: '$.a' });
  });

  test('lines that a reader opened stay open, and too few are not worth a fold', () => {
    const rows = textRows(many(-1).join('\n'), many(20).join('\n'));
    const opened = new Set(Array.from({ length: 16 }, (_, at) => at));
    expect(foldRows(rows, opened)[16]).toEqual({ type: 'row', at: 16 });
  });
});

test('lines of text that both have stay level when one side has a line more', () => {
  expect(drawn(textRows('a\nb\nc\n', 'a\nx\nb\nc\n'))).toEqual(['a | a', '— | x [extra]', 'b | b', 'c | c']);
});

test('only the part of a value that differs is emphasised, and never half a character', () => {
  expect(emphasis('"10:15:00+01:00"', '"10:15:00Z"').legacy).toEqual([
    { text: '"10:15:00', differs: false },
    { text: '+01:00', differs: true },
    { text: '"', differs: false },
  ]);
  const [first] = emphasis('😀', '😁').legacy;
  expect(first).toEqual({ text: '😀', differs: true });
});

test('bytes are shown around the first that differs', () => {
  const legacy = new Uint8Array(100);
  const candidate = Uint8Array.from(legacy, (_, at) => (at === 70 ? 1 : 0));
  const preview = hexPreview(legacy, candidate);
  expect(preview.firstDifference).toBe(70);
  expect(preview.rows[0]?.offset).toBe('000020');
  expect(preview.rows[2]?.candidate[6]).toEqual({ text: '01', differs: true });
});

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

test('one field offers to be ignored in every element, in this one, or wherever its name occurs', () => {
  expect(pathChoices('$.entries[2].bookedAt').map((choice) => choice.path)).toEqual([
    '$.entries[*].bookedAt',
    '$.entries[2].bookedAt',
    '$..bookedAt',
  ]);
  expect(pathChoices('$.requestId').map((choice) => choice.path)).toEqual(['$.requestId']);
});

function delta(legacy: string, candidate: string, truncated = false): Delta {
  const body = (text: string) => ({ bytesTotal: text.length, truncated, bytes: { text } });
  const response = (text: string) => ({ status: 200, headers: json, body: body(text), timeMs: 1 });
  return {
    type: 'delta',
    id: '00000000-0000-4000-8000-000000000001',
    routeId: '00000000-0000-4000-8000-000000000002',
    revision: 1,
    stage: 'shadow',
    build: null,
    at: 0,
    request: { method: 'GET', target: '/', headers: [], body: null },
    legacy: response(legacy),
    candidate: response(candidate),
    differences: compared(legacy, candidate).differences,
    differencesTotal: 2,
    signatures: [],
  };
}

describe('what a rule would do to a delta', () => {
  const rule = (path: string) => ({
    id: 'new',
    routeId: null,
    place: { in: 'body' as const, path },
    action: { do: 'ignore' as const },
  });

  test('it says how many of the differences would no longer count', () => {
    expect(previewRule(delta('{"a":1,"b":1}', '{"a":2,"b":2}'), [], rule('$.a'))).toEqual({ gone: 1, of: 2 });
  });

  test('what an earlier rule took away is not counted twice', () => {
    expect(previewRule(delta('{"a":1,"b":1}', '{"a":2,"b":2}'), [rule('$.a')], rule('$.*'))).toEqual({
      gone: 1,
      of: 1,
    });
  });

  test('a sample that was cut cannot tell', () => {
    expect(previewRule(delta('{"a":1}', '{"a":2}', true), [], rule('$.a'))).toBeNull();
  });
});

describe('how bodies are drawn', () => {
  test('a body that was cut is drawn as text and says so', () => {
    const view = bodyView(delta('{"a":1}', '{"a":2}', true));
    expect(view.type).toBe('text');
    expect(view.type === 'text' && view.note).toMatch(/only the beginning/);
  });

  test('a candidate that failed leaves the legacy’s body readable', () => {
    const failed = {
      ...delta('{"a":1}', '{"a":2}'),
      candidate: { failure: 'timeout' as const, message: 'no answer', timeMs: 5_000 },
    };
    const view = bodyView(failed);
    expect(
      view.type === 'json' && view.rows.every((row) => row.candidate === null && row.state === 'same'),
    ).toBe(true);
  });

  test('bytes that are not UTF-8 are drawn as bytes', () => {
    const sample = delta('{}', '{}');
    const legacy = { ...sample.legacy, body: { bytesTotal: 2, truncated: false, bytes: { base64: '//8=' } } };
    expect(bodyView({ ...sample, legacy }).type).toBe('binary');
  });
});
