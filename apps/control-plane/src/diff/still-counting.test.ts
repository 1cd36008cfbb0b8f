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

  test('a sample that was cut cannot tell', () => {
    expect(stillCounting(delta('{"a":1}', '{"a":2}', true), [ignore('$.a')])).toBeNull();
  });
});
