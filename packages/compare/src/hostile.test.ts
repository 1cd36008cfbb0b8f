import { describe, expect, test } from 'vitest';
import { loadAdapters } from './adapters/load-adapters.ts';
import { compareResponses } from './compare-responses.ts';
import type { ComparableResponse, Comparison } from './comparison.ts';
import type { CompareLimits } from './limits.ts';
import type { PatternEngine } from './rule.ts';
import { compileRules } from './rules/compile-rules.ts';
import { bytesOf, compareJsonTexts, compiled, differencesOf, json, rule } from './test-support/responses.ts';

const { stringify } = JSON;
/** Far more than any of these takes, far less than what is quadratic would take. */
const timeoutMs = 60_000;

function bounded(legacy: string, candidate: string, limits: Partial<CompareLimits> = {}): Comparison {
  return compareResponses(json(legacy), json(candidate), compiled(), limits);
}

describe('hostile bodies get a verdict', { timeout: timeoutMs }, () => {
  test('nested a million deep', () => {
    const deep = '['.repeat(1_000_000);
    expect(compareJsonTexts(deep + ']'.repeat(1_000_000), `${deep}1${']'.repeat(1_000_000)}`)).toMatchObject({
      verdict: 'notCompared',
      reason: 'tooDeep',
    });
    const objects = '{"a":'.repeat(1_000_000);
    expect(compareJsonTexts(`${objects}1`, `${objects}2`).verdict).toBe('notCompared');
  });

  test('ten million opening brackets', () => {
    const brackets = bytesOf('['.repeat(10_000_000));
    expect(compareJsonTexts(brackets, brackets.slice()).verdict).toBe('match');
    expect(compareJsonTexts(brackets, bytesOf('{}')).verdict).toBe('notCompared');
  });

  test('as deep as is allowed, whatever differs', () => {
    const nest = (inside: string) => `${'[{"a":'.repeat(500)}${inside}${'}]'.repeat(500)}`;
    expect(bounded(nest('1'), nest('2'))).toMatchObject({ verdict: 'mismatch', differencesTotal: 1 });
    expect(bounded(nest('[1,2]'), nest('[2,1]'), { depthMax: 2_000 }).verdict).toBe('mismatch');
    expect(bounded(nest('[[]]'), nest('[[1]]')).verdict).toBe('notCompared');
  });

  test('names of a megabyte', () => {
    const name = 'n'.repeat(1_000_000);
    const result = compareJsonTexts(`{"${name}":1,"b":[1]}`, `{"b":[2],"${name}":2}`);
    expect(result).toMatchObject({ verdict: 'mismatch', differencesTotal: 2 });
    for (const { path } of differencesOf(result)) expect(path.length).toBeLessThanOrEqual(2_048);
  });

  test('arrays in which nothing fits anything', () => {
    const numbers = (first: number) => stringify(Array.from({ length: 100_000 }, (_, at) => first + 2 * at));
    expect(compareJsonTexts(numbers(0), `[-1,${numbers(1).slice(1)}`)).toMatchObject({ verdict: 'mismatch' });
    const strings = (last: string) => stringify([...Array.from({ length: 100_000 }, () => 'same'), last]);
    expect(compareJsonTexts(strings('a'), `["b",${strings('c').slice(1)}`).verdict).toBe('mismatch');
  });

  test('sets whose elements all may be equal, until the budget is spent', () => {
    const rules = compiled(
      rule('$', { do: 'unordered' }),
      rule('$[*].v', { do: 'tolerance', absolute: 0.1 }, 'near'),
    );
    const elements = (first: number) =>
      stringify(Array.from({ length: 20_000 }, (_, at) => ({ v: first + ((at * 7_919) % 100_003) })));
    const result = compareResponses(json(elements(0)), json(elements(1_000_000)), rules, {
      workMax: 20_000_000,
    });
    expect(result).toMatchObject({ verdict: 'notCompared', reason: 'budget' });
  });

  test('objects in objects in another order, read only so often', () => {
    let [legacy, candidate] = ['1', '1'];
    for (let depth = 0; depth < 800; depth += 1) {
      legacy = `{"a":${legacy},"b":${depth}}`;
      candidate = `{"b":${depth},"a":${candidate}}`;
    }
    expect(compareJsonTexts(legacy, candidate).verdict).toBe('match');
    let [outer, other] = ['1', '1'];
    for (let depth = 0; depth < 800; depth += 1) {
      outer = `{"x":${outer},"a":1,"b":2}`;
      other = `{"x":${other},"b":2,"a":1}`;
    }
    expect(compareJsonTexts(outer, other).verdict).toBe('match');
  });

  test('repeated names in repeated names', () => {
    let [legacy, candidate] = ['1', '2'];
    for (let depth = 0; depth < 14; depth += 1) {
      legacy = `{"a":${legacy},"a":${legacy}}`;
      candidate = `{"a":${candidate},"a":${candidate}}`;
    }
    expect(['mismatch', 'notCompared']).toContain(compareJsonTexts(legacy, candidate).verdict);
  });

  test('names of the language, lone surrogates, bytes that are no UTF-8, NUL', () => {
    expect(compareJsonTexts('{"__proto__":{"x":1}}', '{"__proto__":{"x":2}}').verdict).toBe('mismatch');
    expect(compareJsonTexts('{"\\ud800":1}', '{"\\udbff":1}')).toMatchObject({ differencesTotal: 2 });
    const random = Uint8Array.from({ length: 5_000 }, (_, at) => (at * 7_919) % 256);
    expect(compareJsonTexts(random, random.toReversed()).verdict).toBe('mismatch');
    for (const { legacy, candidate, path } of differencesOf(
      compareJsonTexts('"\\u0000"', Uint8Array.of(34, 0, 34)),
    )) {
      expect([legacy, candidate, path].join()).not.toContain('\0');
    }
  });

  test('numbers without end', () => {
    const digits = '9'.repeat(200_000);
    expect(compareJsonTexts(`[${digits}]`, `[${digits}.5]`).verdict).toBe('mismatch');
    expect(compareJsonTexts(`[1e${digits.slice(0, 5_000)}]`, `[1e${digits.slice(0, 4_999)}]`).verdict).toBe(
      'mismatch',
    );
  });

  test('markup without end', async () => {
    const adapters = await loadAdapters(['html', 'xml']);
    const of = (type: string, body: string): ComparableResponse => ({
      status: 200,
      headers: ['content-type', type],
      body: bytesOf(body),
    });
    for (const type of ['text/html', 'application/xml']) {
      const open = '<b>'.repeat(20_000);
      const result = compareResponses(of(type, `${open}1`), of(type, `${open}2`), compiled(), { adapters });
      expect(['mismatch', 'notCompared']).toContain(result.verdict);
    }
  });
});

test('a spent budget keeps what was found so far', () => {
  const elements = (at: number) =>
    stringify({ first: at, list: Array.from({ length: 5_000 }, (_, i) => i * 2 + at) });
  const result = bounded(elements(0), elements(1), { workMax: 60_000 });
  expect(result).toMatchObject({ verdict: 'notCompared', reason: 'budget', differencesTotal: 1 });
  expect(result).toMatchObject({ signatures: [{ path: '$.first', kind: 'value' }] });
});

test('a comparison within a comparison has its own memory', () => {
  const inner: string[] = [];
  const engine: PatternEngine = {
    compile: () => ({
      ok: true,
      test: () => {
        inner.push(compareJsonTexts('{"a":1,"b":2}', '{"b":2,"a":1}').verdict);
        return true;
      },
    }),
  };
  const rules = compileRules([rule('$[0]', { do: 'pattern', pattern: 'any' })], {
    routeId: 'route',
    patternEngine: engine,
  });
  if (!rules.ok) throw new Error('the rule is right');
  const result = compareResponses(json('["a","b"]'), json('["x","c"]'), rules.rules);
  expect(differencesOf(result).map(({ path }) => path)).toEqual(['$[1]']);
  expect(inner).toEqual(['match', 'match']);
});
