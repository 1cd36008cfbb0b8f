import { describe, expect, test } from 'vitest';
import { compareResponses } from '../compare-responses.ts';
import type { Difference } from '../difference.ts';
import { generatePair } from '../reference/generate-pair.ts';
import type { Rule } from '../rule.ts';
import { compileRules } from '../rules/compile-rules.ts';
import { json, rule } from '../test-support/responses.ts';
import { leftByPlaces } from './left-by-places.ts';
import { previewRule } from './preview-rule.ts';
import type { StoredDelta } from './stored-delta.ts';

const routeId = 'route';
const gone = new Uint8Array();

function compared(pair: Pick<StoredDelta, 'legacy'> & { candidate: StoredDelta['legacy'] }, rules: Rule[]) {
  const compiled = compileRules(rules, { routeId });
  return compiled.ok ? compareResponses(pair.legacy, pair.candidate, compiled.rules) : null;
}

/** What is stored of a mismatch whose bodies are not kept; null where the two match. */
function reduced(
  legacy: StoredDelta['legacy'],
  candidate: StoredDelta['legacy'],
  rules: Rule[],
): StoredDelta | null {
  const found = compared({ legacy, candidate }, rules);
  if (found?.verdict !== 'mismatch') return null;
  return {
    id: '1',
    legacy: { ...legacy, body: gone },
    candidate: { ...candidate, body: gone },
    truncated: true,
    hasBodies: false,
    isCurrent: true,
    differences: found.differences,
    differencesTotal: found.differencesTotal,
  };
}

function left(legacy: string, candidate: string, draft: Rule, rules: Rule[] = []) {
  const delta = reduced(json(legacy), json(candidate), rules);
  if (delta === null) throw new Error('a delta is a mismatch');
  return leftByPlaces(delta, draft, { routeId, rules })?.map(({ path }) => path) ?? null;
}

const ignore = (path: string) => rule(path, { do: 'ignore' }, 'draft');
const key = ({ place, path, kind }: Difference) => `${place} ${kind} ${path}`;

describe('a new rule on a delta of which the bodies were not kept', () => {
  test('leaves what it has no place in', () => {
    expect(left('{"a":1,"b":1}', '{"a":2,"b":2}', ignore('$.a'))).toEqual(['$.b']);
    expect(left('{"a":1,"b":1}', '{"a":2,"b":2}', ignore('$.*'))).toEqual([]);
    expect(left('{"a":{"b":1}}', '{"a":{"b":2}}', ignore('$.a'))).toEqual([]);
    expect(left('{"a":1}', '{"a":2}', ignore('$.no'))).toEqual(['$.a']);
  });

  test('is followed into arrays where all that differs in them goes, or none of it can', () => {
    const [one, other] = ['{"l":[{"t":1},{"t":2}],"n":1}', '{"l":[{"t":3},{"t":4}],"n":2}'];
    expect(left(one, other, ignore('$.l[*].t'))).toEqual(['$.n']);
    expect(left(one, other, ignore('$.n'))).toEqual(['$.l[0].t', '$.l[1].t']);
    expect(left(one, other, ignore('$.l[*].x'))).toBeNull();
    expect(left(one, other, ignore('$.l[0].t'))).toBeNull();
    expect(left('[1,{"t":1},{"t":2}]', '[1,{"t":3},{"t":4}]', ignore('$.t'))).toEqual(['$[1].t', '$[2].t']);
  });

  test('cannot be told of what may go because of what is ignored inside of it', () => {
    const [one, other] = ['[{"id":1,"t":1},{"id":2,"t":1}]', '[{"id":2,"t":1},{"id":1,"t":1}]'];
    expect(left(one, other, ignore('$[*].id'))).toBeNull();
    expect(left('{"a":{"t":1},"a":{"t":1}}', '{"a":{"t":2},"a":{"t":1}}', ignore('$.a.t'))).toBeNull();
  });

  test('of a text or of bytes leaves all unless it takes the whole body', () => {
    const text = (body: string) => ({
      status: 200,
      headers: ['content-type', 'text/plain'],
      body: Buffer.from(body),
    });
    const delta = reduced(text('a\nb'), text('a\nc'), []);
    expect(delta && leftByPlaces(delta, ignore('$.a'), { routeId })).toHaveLength(1);
    expect(delta && leftByPlaces(delta, ignore('$'), { routeId })).toEqual([]);
  });

  test('of a header is tried on the headers, which are kept', () => {
    const delta = reduced(json('{"a":1}', ['etag', '"x"']), json('{"a":2}', ['etag', '"y"']), []);
    const draft: Rule = { ...ignore(''), place: { in: 'header', name: 'ETag' } };
    expect(delta && leftByPlaces(delta, draft, { routeId })?.map(key)).toEqual(['body value $.a']);
  });

  test('cannot be told where it needs the values, more was found than is kept, or rules were others then', () => {
    const near = rule('$.a', { do: 'tolerance', absolute: 5 }, 'draft');
    expect(left('{"a":1}', '{"a":2}', near)).toBeNull();
    expect(left('{"a":1}', '{"a":2}', ignore('$.a'), [rule('$.b', { do: 'ignore' }, 'draft')])).toBeNull();
    expect(left('{"a":1}', '{"a":2}', ignore('$.a'), [rule('$.b', { do: 'unordered' }, 'set')])).toBeNull();
    const delta = reduced(json('{"a":1}'), json('{"a":2}'), []);
    if (delta === null) throw new Error('a delta is a mismatch');
    expect(leftByPlaces({ ...delta, isCurrent: false }, ignore('$.a'), { routeId })).toBeNull();
    expect(leftByPlaces({ ...delta, differencesTotal: 300 }, ignore('$.a'), { routeId })).toBeNull();
  });

  test('is counted in the preview, and so is that it cannot be told', () => {
    const delta = reduced(json('{"a":1}'), json('{"a":2}'), []);
    if (delta === null) throw new Error('a delta is a mismatch');
    const deltas = [delta, { ...delta, id: '2', isCurrent: false }, { ...delta, id: '3', candidate: null }];
    expect(previewRule(ignore('$.a'), deltas, { routeId })).toMatchObject({
      preview: {
        deltas: 3,
        wouldMatch: 1,
        unknown: 2,
        notKept: 1,
        vanishing: [{ signature: { path: '$.a' } }],
      },
    });
  });
});

test('what is told by places is what the bodies would have told, on 8,000 pairs', {
  timeout: 120_000,
}, () => {
  let told = 0;
  let gone = 0;
  for (let seed = 0; seed < 8_000; seed += 1) {
    const pair = generatePair(seed);
    const [legacy, candidate] = [json(''), json('')].map((response, at) => ({
      ...response,
      body: at === 0 ? pair.legacy : pair.candidate,
    }));
    if (legacy === undefined || candidate === undefined) continue;
    const paths = [
      '$',
      '$.a',
      '$..id',
      '$.items[*]',
      '$..a',
      '$..*',
      '$.items[*].at',
      '$.*',
      '$[*].a',
      '$.b.c',
      '$..name',
    ];
    const draft = ignore(paths[seed % paths.length] ?? '$');
    const delta = reduced(legacy, candidate, pair.rules);
    const expected = compared({ legacy, candidate }, [...pair.rules, draft]);
    const kept = delta && leftByPlaces(delta, draft, { routeId, rules: pair.rules });
    if (!kept || expected === null || expected.verdict === 'notCompared') continue;
    told += 1;
    if (kept.length === 0) gone += 1;
    const really = expected.verdict === 'match' ? [] : expected.differences;
    expect({ seed, left: kept.map(key).sort() }).toEqual({ seed, left: really.map(key).sort() });
  }
  expect(told).toBeGreaterThan(400);
  expect(gone).toBeGreaterThan(100);
});
