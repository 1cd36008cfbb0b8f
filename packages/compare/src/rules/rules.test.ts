import { describe, expect, test } from 'vitest';
import type { Rule } from '../rule.ts';
import { patternEngine } from '../test-support/pattern-engine.ts';
import { compareJsonTexts, compiled, found, rule } from '../test-support/responses.ts';
import { checkRulePath, compileRules } from './compile-rules.ts';

function under(rules: Rule[], legacy: string, candidate: string): [string[], readonly string[]] {
  const result = compareJsonTexts(legacy, candidate, compiled(...rules));
  return [found(result), [...result.ruleHits].sort()];
}

describe('a rule that ignores a place', () => {
  const ignoreMeta = rule('$.meta', { do: 'ignore' });

  test('hides all below it, and is counted only where something was hidden', () => {
    expect(under([ignoreMeta], '{"meta":{"a":[1]},"b":1}', '{"meta":{"a":[2,3]},"b":1}')).toEqual([
      [],
      ['rule'],
    ]);
    expect(under([ignoreMeta], '{"meta":{"a":1,"b":2}}', '{"meta": {"b":2,"a":1}}')).toEqual([[], []]);
    expect(under([ignoreMeta], '{"meta":1,"b":1}', '{"b":2}')).toEqual([['value $.b'], ['rule']]);
  });

  test('hides a place in every element, whatever else moves', () => {
    const rules = [rule('$.items[*].at', { do: 'ignore' })];
    const legacy = '{"items":[{"at":1,"v":"a"},{"at":2,"v":"b"},{"at":3,"v":"c"}]}';
    expect(under(rules, legacy, '{"items":[{"at":7,"v":"b"},{"at":8,"v":"c"}]}')).toEqual([
      ['missing $.items[0]'],
      ['rule'],
    ]);
  });

  test('of two rules the inner one is counted where it was enough', () => {
    const inner = rule('$.meta.at', { do: 'ignore' }, 'inner');
    expect(under([ignoreMeta, inner], '{"meta":{"at":1}}', '{"meta":{"at":2}}')).toEqual([[], ['inner']]);
  });
});

test('a tolerance is exact in decimals, absolute or relative', () => {
  const tenth = [rule('$.a', { do: 'tolerance', absolute: 0.1 })];
  expect(under(tenth, '{"a":0.3}', '{"a":0.2}')).toEqual([[], ['rule']]);
  expect(under(tenth, '{"a":0.3}', '{"a":0.19999}')[0]).toEqual(['value $.a']);
  const percent = [rule('$.a', { do: 'tolerance', relative: 0.01 })];
  expect(under(percent, '{"a":100}', '{"a":99}')).toEqual([[], ['rule']]);
  expect(under(percent, '{"a":100}', '{"a":98.9}')[0]).toEqual(['value $.a']);
  expect(under(tenth, '{"a":"0.3"}', '{"a":"0.2"}')[0]).toHaveLength(1);
});

test('a point in time may be written otherwise, and lie within some milliseconds', () => {
  const rules = [rule('$.t', { do: 'sameInstant', withinMs: 500 })];
  const t = (text: string) => `{"t":${text}}`;
  expect(under(rules, t('"2026-01-01T00:00:00.4Z"'), t('"2026-01-01T01:00:00+01:00"'))).toEqual([
    [],
    ['rule'],
  ]);
  expect(under(rules, t('"2026-01-01T00:00:00Z"'), t('1767225600'))).toEqual([[], ['rule']]);
  expect(under(rules, t('"2026-01-01T00:00:00.6Z"'), t('"2026-01-01T00:00:00Z"'))[0]).toHaveLength(1);
  expect(under(rules, t('"2026-01-01T00:00:00Z"'), t('"2026-01-01T00:00:00"'))[0]).toHaveLength(1);
});

describe('a rule that takes an array as a set', () => {
  const set = [rule('$.a', { do: 'unordered' })];

  test('allows any order, and counts only where the order differed', () => {
    expect(under(set, '{"a":[1,2,3]}', '{"a":[3,1,2]}')).toEqual([[], ['rule']]);
    expect(under(set, '{"a":[1,2]}', '{"a":[1,5]}')).toEqual([['value $.a[1]'], []]);
    expect(under(set, '{"a":[1,1,2]}', '{"a":[2,2,1]}')[0]).toHaveLength(1);
    expect(under(set, '{"a":[[1,2],[3,4]]}', '{"a":[[4,3],[1,2]]}')[0]).not.toEqual([]);
  });

  test('finds elements by the key it names', () => {
    const byKey = [rule('$', { do: 'unordered', key: 'sku' })];
    expect(
      under(byKey, '[{"sku":"a","n":1},{"sku":"b","n":2}]', '[{"sku":"b","n":3},{"sku":"a","n":1}]'),
    ).toEqual([['value $[1].n'], ['rule']]);
  });

  test('holds for sets of sets', () => {
    const all = [rule('$..*', { do: 'unordered' }), rule('$', { do: 'unordered' }, 'root')];
    expect(under(all, '[[1,2],[3,4],[5]]', '[[5],[4,3],[2,1]]')).toEqual([[], ['root', 'rule']]);
  });
});

test('null equals absent where a rule says so, and only null does', () => {
  const rules = [rule('$..note', { do: 'nullEqualsAbsent' })];
  expect(under(rules, '{"note":null,"b":{"c":1}}', '{"b":{"note":null,"c":1}}')).toEqual([[], ['rule']]);
  expect(under(rules, '{"note":""}', '{}')).toEqual([['missing $.note emptyVersusAbsent'], []]);
});

test('letters may be large or small', () => {
  const rules = [rule('$.a', { do: 'caseInsensitive' })];
  expect(under(rules, '{"a":"Straße"}', '{"a":"STRASSE"}')).toEqual([[], ['rule']]);
  expect(under(rules, '{"a":"x"}', '{"a":"y"}')[0]).toEqual(['value $.a']);
});

test('a pattern must hold on both sides, in time linear in the text', () => {
  const rules = [rule('$.a', { do: 'pattern', pattern: '(a+)+' })];
  expect(under(rules, '{"a":"aa"}', '{"a":"aaaa"}')).toEqual([[], ['rule']]);
  const evil = `${'a'.repeat(50_000)}!`;
  expect(under(rules, `{"a":"${evil}"}`, '{"a":"a"}')[0]).toEqual(['value $.a']);
});

test('a number and its text are equal where types are coerced, with a tolerance too', () => {
  const coerce = rule('$.a', { do: 'coerceType' });
  expect(under([coerce], '{"a":"123"}', '{"a":123.0}')).toEqual([[], ['rule']]);
  expect(under([coerce], '{"a":"true"}', '{"a":true}')).toEqual([[], ['rule']]);
  expect(under([coerce], '{"a":"abc"}', '{"a":1}')[0]).toEqual(['type $.a']);
  const near = rule('$.a', { do: 'tolerance', absolute: 1 }, 'near');
  expect(under([coerce, near], '{"a":"123"}', '{"a":124}')).toEqual([[], ['near', 'rule']]);
});

test('equal text may be asked for', () => {
  const rules = [rule('$.a', { do: 'equalText' })];
  expect(under(rules, '{"a":1,"b":1}', '{"a":1.0,"b":1.0}')).toEqual([['format $.a'], []]);
  expect(under(rules, '{"a":0}', '{"a":-0}')).toEqual([['format $.a'], []]);
});

test('a rule that names an index makes the array a matter of position', () => {
  const last = [rule('$[-1]', { do: 'ignore' })];
  expect(under(last, '[1,2,3]', '[1,2,9]')).toEqual([[], ['rule']]);
  expect(under(last, '[1,2,3]', '[0,1,2]')).toEqual([['value $[0]', 'value $[1]'], ['rule']]);
});

describe('compiling', () => {
  test('leaves out the rules of other routes', () => {
    const other = { ...rule('$', { do: 'ignore' }), routeId: 'other' };
    const result = compileRules([other], { routeId: 'route' });
    expect(result.ok && compareJsonTexts('1', '2', result.rules).verdict).toBe('mismatch');
  });

  test('refuses a wrong path or pattern with its position', () => {
    const rules = [
      rule('$.a[', { do: 'ignore' }, 'path'),
      rule('$', { do: 'pattern', pattern: 'a(b' }, 'pattern'),
    ];
    expect(compileRules(rules, { routeId: 'route', patternEngine })).toMatchObject({
      ok: false,
      errors: [
        { ruleId: 'path', position: 4 },
        { ruleId: 'pattern', position: 0 },
      ],
    });
    expect(checkRulePath('$.a')).toEqual({ ok: true });
    expect(checkRulePath('$.a[?@.b]')).toMatchObject({ ok: false, position: 4 });
  });

  test('refuses what has no meaning', () => {
    const meaningless = [
      rule('$', { do: 'sameClass' }, 'class'),
      rule({ in: 'status' }, { do: 'unordered' }, 'status'),
      rule('$', { do: 'tolerance' }, 'tolerance'),
      rule('$', { do: 'pattern', pattern: 'a' }, 'engine'),
    ];
    const result = compileRules(meaningless, { routeId: 'route' });
    expect(result.ok ? [] : result.errors.map(({ ruleId }) => ruleId)).toEqual([
      'class',
      'status',
      'tolerance',
      'engine',
    ]);
  });
});
