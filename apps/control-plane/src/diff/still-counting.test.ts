import type { Rule } from '@delta-guard/compare';
import type { Delta, Difference } from '@delta-guard/protocol';
import { describe, expect, test } from 'vitest';
import { patternEngine } from '../pattern-engine.ts';
import { stillCounting } from './still-counting.ts';
import { delta } from './testing/delta.ts';

const counting = (...asked: Parameters<typeof stillCounting>) => stillCounting(...asked).counting;

describe('which differences of a delta still count', () => {
  const ignore = (path: string) => ({
    id: 'since',
    routeId: null,
    place: { in: 'body' as const, path },
    action: { do: 'ignore' as const },
  });

  test('what a rule ignores since does not, and all else does', () => {
    const both = delta('{"a":1,"b":1}', '{"a":2,"b":2}');
    expect(counting(both, [])).toEqual(new Set(['body value $.a', 'body value $.b']));
    expect(counting(both, [ignore('$.a')])).toEqual(new Set(['body value $.b']));
    expect(counting(both, [ignore('$.*')])).toEqual(new Set());
  });

  test('what was redacted is not taken for ignored', () => {
    const whole = delta('{"token":"a","n":1}', '{"token":"b","n":2}');
    const { legacy, candidate } = delta('{"token":"-","n":1}', '{"token":"-","n":2}');
    const redacted = { ...whole, legacy, candidate };
    expect(counting(redacted, [ignore('$.n')])).toEqual(new Set(['body value $.token']));
  });

  test('what reads alike in the redacted sample counts until a rule binds its place', () => {
    const redacted = {
      ...delta(
        '{"user":{"token":"[redacted]"},"list":[{"pin":"[redacted]"}]}',
        '{"user":{"token":"[redacted]"},"list":[{"pin":"[redacted]"}]}',
      ),
      differences: [
        difference({ path: '$.user.token' }),
        difference({ path: '$.list[0].pin' }),
        difference({ place: 'cookie', path: 'session' }),
        difference({ place: 'header', path: 'x-token' }),
      ],
    };
    const all = [
      'body value $.user.token',
      'body value $.list[0].pin',
      'cookie value session',
      'header value x-token',
    ];
    expect(counting(redacted, [])).toEqual(new Set(all));
    expect(counting(redacted, [ignore('$.other')])).toEqual(new Set(all));
    expect(counting(redacted, [ignore('$.user')])).toEqual(new Set(all.slice(1)));
    expect(counting(redacted, [ignore('$.list[*].pin')])).toEqual(new Set([all[0], all[2], all[3]]));
    expect(counting(redacted, [ignore('$.list[-1].pin')])).toEqual(new Set(all));
    const cookie = { ...ignore('$'), place: { in: 'cookie' as const, name: 'session' } };
    const header = { ...ignore('$'), place: { in: 'header' as const, name: 'X-Token' } };
    expect(counting(redacted, [cookie, header])).toEqual(new Set(all.slice(0, 2)));
  });

  test('a tolerance that binds the place of a redacted value proves nothing of it', () => {
    const redacted = {
      ...delta('{"pin":"[redacted]"}', '{"pin":"[redacted]"}'),
      differences: [difference({ path: '$.pin' })],
    };
    const tolerance = { ...ignore('$.pin'), action: { do: 'tolerance' as const, absolute: 1 } };
    expect(counting(redacted, [tolerance])).toEqual(new Set(['body value $.pin']));
  });

  test('a body that was not kept is judged by the places alone', () => {
    const whole = delta('{"a":1,"b":1}', '{"a":2,"b":2}');
    const { legacy, candidate } = whole;
    if ('failure' in candidate) throw new Error('the test’s own delta is broken');
    const bare = { ...whole, legacy: { ...legacy, body: null }, candidate: { ...candidate, body: null } };
    expect(counting(bare, [ignore('$.a')])).toEqual(new Set(['body value $.b']));
  });

  test('a sample that was cut is judged by the places alone', () => {
    const cut = { ...delta('{"a":1}', '{"a":2}', true), differences: [difference({ path: '$.a' })] };
    expect(counting(cut, [])).toEqual(new Set(['body value $.a']));
    expect(counting(cut, [ignore('$.a')])).toEqual(new Set());
  });

  test('rules of other routes bind nothing', () => {
    const other = { ...ignore('$.a'), routeId: '00000000-0000-4000-8000-00000000000f' };
    expect(counting(delta('{"a":1}', '{"a":2}'), [other])).toEqual(new Set(['body value $.a']));
  });
});

describe('a rule that looks at values', () => {
  const rule = (path: string, action: Rule['action']): Rule => ({
    id: 'since',
    routeId: null,
    place: { in: 'body', path },
    action,
  });
  const hex = rule('$.id', { do: 'pattern', pattern: '^[0-9a-f]+$' });
  const both = delta('{"id":"0af3","n":1}', '{"id":"99e1","n":2}');
  const [id, n] = ['body value $.id', 'body value $.n'];
  const judge = (sample: Delta, rules: readonly Rule[]) => stillCounting(sample, rules, patternEngine);

  test('takes out what matches its pattern on both sides, and only that', () => {
    expect(judge(both, [hex])).toEqual({ counting: new Set([n]), unknown: new Set() });
    const other = delta('{"id":"0af3","n":1}', '{"id":"none","n":2}');
    expect(judge(other, [hex])).toEqual({ counting: new Set([id, n]), unknown: new Set() });
  });

  test('binds nothing as long as the engine is not there', () => {
    expect(stillCounting(both, [hex])).toEqual({ counting: new Set([id, n]), unknown: new Set() });
  });

  test('judges the values of the differences where no bodies are kept', () => {
    const reduced = withoutBodies(both);
    expect(judge(reduced, [hex])).toEqual({ counting: new Set([n]), unknown: new Set() });
    const near = rule('$.n', { do: 'tolerance', absolute: 5 });
    expect(judge(reduced, [near])).toEqual({ counting: new Set([id]), unknown: new Set() });
    const nearer = rule('$.n', { do: 'tolerance', absolute: 0.5 });
    expect(judge(reduced, [nearer])).toEqual({ counting: new Set([id, n]), unknown: new Set() });
  });

  test('says that it cannot judge where no values are kept, cut or redacted', () => {
    const values = (legacy: string, candidate: string) => {
      const reduced = withoutBodies(both);
      return {
        ...reduced,
        differences: reduced.differences.map((found) =>
          found.path === '$.id' ? { ...found, legacy, candidate } : found,
        ),
      };
    };
    for (const sample of [
      values('[not kept]', '[not kept]'),
      values('"0af', '"99e'),
      values('"[token #1]"', '"[token #2]"'),
    ])
      expect(judge(sample, [hex])).toEqual({ counting: new Set([id, n]), unknown: new Set([id]) });
    const anything = rule('$.id', { do: 'pattern', pattern: '.' });
    const redacted = delta('{"id":"[token #1]","n":1}', '{"id":"[token #2]","n":2}');
    expect(judge(redacted, [anything])).toEqual({ counting: new Set([id, n]), unknown: new Set([id]) });
    expect(judge(values('[not kept]', '[not kept]'), [rule('$.x', hex.action)]).unknown).toEqual(new Set());
  });
});

function withoutBodies(sample: Delta): Delta {
  const { legacy, candidate } = sample;
  if ('failure' in candidate) throw new Error('the test’s own delta is broken');
  return {
    ...sample,
    bodies: 'differing',
    legacy: { ...legacy, body: { bytesTotal: 9, truncated: true, bytes: { text: '' } } },
    candidate: { ...candidate, body: { bytesTotal: 9, truncated: true, bytes: { text: '' } } },
  };
}

function difference(over: Partial<Difference>): Difference {
  return {
    place: 'body',
    path: '$',
    kind: 'value',
    why: null,
    legacy: '"[redacted]"',
    candidate: '"[redacted]"',
    ...over,
  };
}
