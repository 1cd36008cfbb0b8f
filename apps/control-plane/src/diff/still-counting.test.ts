import type { Difference } from '@delta-guard/protocol';
import { describe, expect, test } from 'vitest';
import { stillCounting } from './still-counting.ts';
import { delta } from './testing/delta.ts';

describe('which differences of a delta still count', () => {
  const ignore = (path: string) => ({
    id: 'since',
    routeId: null,
    place: { in: 'body' as const, path },
    action: { do: 'ignore' as const },
  });

  test('what a rule ignores since does not, and all else does', () => {
    const both = delta('{"a":1,"b":1}', '{"a":2,"b":2}');
    expect(stillCounting(both, [])).toEqual(new Set(['body value $.a', 'body value $.b']));
    expect(stillCounting(both, [ignore('$.a')])).toEqual(new Set(['body value $.b']));
    expect(stillCounting(both, [ignore('$.*')])).toEqual(new Set());
  });

  test('what was redacted is not taken for ignored', () => {
    const whole = delta('{"token":"a","n":1}', '{"token":"b","n":2}');
    const { legacy, candidate } = delta('{"token":"-","n":1}', '{"token":"-","n":2}');
    const redacted = { ...whole, legacy, candidate };
    expect(stillCounting(redacted, [ignore('$.n')])).toEqual(new Set(['body value $.token']));
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
    expect(stillCounting(redacted, [])).toEqual(new Set(all));
    expect(stillCounting(redacted, [ignore('$.other')])).toEqual(new Set(all));
    expect(stillCounting(redacted, [ignore('$.user')])).toEqual(new Set(all.slice(1)));
    expect(stillCounting(redacted, [ignore('$.list[*].pin')])).toEqual(new Set([all[0], all[2], all[3]]));
    expect(stillCounting(redacted, [ignore('$.list[-1].pin')])).toEqual(new Set(all));
    const cookie = { ...ignore('$'), place: { in: 'cookie' as const, name: 'session' } };
    const header = { ...ignore('$'), place: { in: 'header' as const, name: 'X-Token' } };
    expect(stillCounting(redacted, [cookie, header])).toEqual(new Set(all.slice(0, 2)));
  });

  test('a tolerance that binds the place of a redacted value proves nothing of it', () => {
    const redacted = {
      ...delta('{"pin":"[redacted]"}', '{"pin":"[redacted]"}'),
      differences: [difference({ path: '$.pin' })],
    };
    const tolerance = { ...ignore('$.pin'), action: { do: 'tolerance' as const, absolute: 1 } };
    expect(stillCounting(redacted, [tolerance])).toEqual(new Set(['body value $.pin']));
  });

  test('a body that was not kept is judged by the places alone', () => {
    const whole = delta('{"a":1,"b":1}', '{"a":2,"b":2}');
    const { legacy, candidate } = whole;
    if ('failure' in candidate) throw new Error('the test’s own delta is broken');
    const bare = { ...whole, legacy: { ...legacy, body: null }, candidate: { ...candidate, body: null } };
    expect(stillCounting(bare, [ignore('$.a')])).toEqual(new Set(['body value $.b']));
  });

  test('a sample that was cut is judged by the places alone', () => {
    const cut = { ...delta('{"a":1}', '{"a":2}', true), differences: [difference({ path: '$.a' })] };
    expect(stillCounting(cut, [])).toEqual(new Set(['body value $.a']));
    expect(stillCounting(cut, [ignore('$.a')])).toEqual(new Set());
  });

  test('rules of other routes bind nothing', () => {
    const other = { ...ignore('$.a'), routeId: '00000000-0000-4000-8000-00000000000f' };
    expect(stillCounting(delta('{"a":1}', '{"a":2}'), [other])).toEqual(new Set(['body value $.a']));
  });
});

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
