import { describe, expect, test } from 'vitest';
import { compareResponses } from '../compare-responses.ts';
import type { Rule } from '../rule.ts';
import { noRules } from '../rules/compile-rules.ts';
import { differencesOf, json, rule } from '../test-support/responses.ts';
import { previewRule } from './preview-rule.ts';
import type { StoredDelta } from './stored-delta.ts';
import { suggestRules } from './suggest-rules.ts';

function delta(
  id: string,
  legacy: string,
  candidate: string,
  headers: [string, string] | [] = [],
): StoredDelta {
  const [one, other] = headers;
  const left = json(legacy, one === undefined ? [] : ['etag', one]);
  const right = json(candidate, other === undefined ? [] : ['etag', other]);
  const result = compareResponses(left, right, noRules);
  if (result.verdict === 'match') throw new Error('a delta is a mismatch');
  const { differencesTotal } = result;
  return {
    id,
    legacy: left,
    candidate: right,
    truncated: false,
    hasBodies: true,
    isCurrent: true,
    differences: differencesOf(result),
    differencesTotal,
  };
}

function preview(draft: Rule, deltas: StoredDelta[], rules: Rule[] = []) {
  const result = previewRule(draft, deltas, { routeId: 'route', rules });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.preview;
}

describe('the preview of a rule', () => {
  const deltas = [
    delta('1', '{"at":1,"sum":1}', '{"at":2,"sum":1}'),
    delta('2', '{"at":1,"sum":1}', '{"at":2,"sum":2}'),
    delta('3', '{"at":1,"sum":1}', '{"at":1,"sum":2}'),
    { ...delta('4', '{"at":1}', '{"at":2}'), truncated: true },
    { ...delta('5', '{"at":1}', '{"at":2}'), candidate: null },
  ];

  test('counts what would match, in part, not at all, and what cannot be told', () => {
    const result = preview(rule('$.at', { do: 'ignore' }), deltas);
    expect(result).toMatchObject({ deltas: 5, wouldMatch: 1, partly: 1, unchanged: 1, unknown: 2 });
    expect(result.vanishing).toMatchObject([
      {
        signature: { path: '$.at' },
        deltasBefore: 2,
        deltasAfter: 0,
        hidden: [{ deltaId: '1' }, { deltaId: '2' }],
      },
    ]);
    expect(result.hiddenInPart).toEqual([]);
  });

  test('tells signatures that only some deltas would lose', () => {
    const near = rule('$.sum', { do: 'tolerance', absolute: 1 });
    const result = preview(near, [deltas[2] ?? fail(), delta('6', '{"sum":1}', '{"sum":9}')]);
    expect(result.hiddenInPart).toMatchObject([
      { signature: { path: '$.sum' }, deltasBefore: 2, deltasAfter: 1 },
    ]);
    expect(result.vanishing).toEqual([]);
  });

  test('starts from the rules that hold now, and replaces the one that is edited', () => {
    const wide = rule('$..*', { do: 'ignore' }, 'edited');
    const narrow = rule('$.at', { do: 'ignore' }, 'edited');
    expect(preview(narrow, deltas, [wide])).toMatchObject({ wouldMatch: 1, partly: 1 });
    const sum = rule('$.sum', { do: 'ignore' }, 'sum');
    expect(preview(narrow, deltas, [sum])).toMatchObject({ alreadyMatch: 1, wouldMatch: 2, unchanged: 0 });
  });

  test('refuses a draft that is wrong, with its position', () => {
    expect(previewRule(rule('$.a[', { do: 'ignore' }), deltas, { routeId: 'route' })).toMatchObject({
      ok: false,
      errors: [{ position: 4 }],
    });
  });
});

describe('suggestions', () => {
  const many = (make: (at: number) => StoredDelta) => Array.from({ length: 10 }, (_, at) => make(at));
  const uuid = (at: number, side: string) =>
    `"3f2504e0-4f89-11d3-9a0c-${side}${String(at).padStart(11, '0')}"`;
  const suggested = (deltas: StoredDelta[]) =>
    suggestRules(deltas).map(({ place, action, reason }) => [reason, place, action]);

  test('an id that differs in every pair is to be ignored', () => {
    const deltas = many((at) => delta(`${at}`, `[{"id":${uuid(at, 'a')}}]`, `[{"id":${uuid(at, 'b')}}]`));
    expect(suggested(deltas)).toEqual([['looksLikeId', { in: 'body', path: '$[*].id' }, { do: 'ignore' }]]);
    expect(suggestRules(deltas)[0]?.evidence).toMatchObject({
      deltas: 10,
      deltasWithIt: 10,
      differences: 10,
    });
  });

  test('a time by the clock of each side may lie some seconds apart', () => {
    const time = (second: number) => `{"at":"2026-01-01T10:00:${String(second).padStart(2, '0')}Z"}`;
    expect(suggested(many((at) => delta(`${at}`, time(at), time(at + 2))))).toEqual([
      ['looksLikeTime', { in: 'body', path: '$.at' }, { do: 'sameInstant', withinMs: 2_000 }],
    ]);
  });

  test('an array that holds the same is a set, a number within a hair is near enough', () => {
    expect(suggested(many((at) => delta(`${at}`, `{"a":[1,2,${at + 3}]}`, `{"a":[${at + 3},2,1]}`)))).toEqual(
      [['sameSet', { in: 'body', path: '$.a' }, { do: 'unordered' }]],
    );
    expect(suggested(many((at) => delta(`${at}`, `{"a":${at}.3}`, `{"a":${at}.30000000000000004}`)))).toEqual(
      [['withinAHair', { in: 'body', path: '$.a' }, { do: 'tolerance', absolute: 4e-17 }]],
    );
  });

  test('a header that carries a token of its own each time is to be ignored', () => {
    const deltas = many((at) => delta(`${at}`, '[]', '[]', [`"5d8c72a5edda${at}"`, `"7e1f08b9c2aa${at}"`]));
    expect(suggested(deltas)).toEqual([['looksLikeId', { in: 'header', name: 'etag' }, { do: 'ignore' }]]);
  });

  test('faults are not: wrong amounts, counts, missing members, few deltas', () => {
    expect(suggested(many((at) => delta(`${at}`, `{"sum":${at}}`, `{"sum":${at + 1}}`)))).toEqual([]);
    expect(suggested(many((at) => delta(`${at}`, `{"a":${at}}`, '{}')))).toEqual([]);
    expect(suggested([delta('1', '[1,2,3]', '[3,2,1]')])).toEqual([]);
  });
});

function fail(): never {
  throw new Error('there is such a delta');
}
