import { describe, expect, test } from 'vitest';
import { previewRule } from './rule-preview.ts';
import { delta } from './testing/delta.ts';

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
