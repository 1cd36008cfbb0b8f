import { describe, expect, test } from 'vitest';
import { bytesOf, compareJsonTexts, differencesOf, found } from '../test-support/responses.ts';

const compare = (legacy: string, candidate: string) => found(compareJsonTexts(legacy, candidate));

describe('numbers', () => {
  test.each([
    ['1', '1.0'],
    ['1', '1e0'],
    ['100', '1E2'],
    ['0', '-0'],
    ['0.0', '-0e5'],
    ['1e400', '10e399'],
    ['9007199254740993', '9007199254740993.0'],
  ])('%s is the same number as %s', (legacy, candidate) => {
    expect(compare(legacy, candidate)).toEqual([]);
    expect(compare(`{"a":[${legacy}]}`, `{"a":[${candidate}]}`)).toEqual([]);
  });

  test.each([
    ['9007199254740992', '9007199254740993'],
    ['1e400', '1e401'],
    ['1', '-1'],
    ['0', '1e-999'],
    ['12', '123'],
    ['1e10000000000000000000', '1e10000000000000000001'],
  ])('%s is another number than %s', (legacy, candidate) => {
    expect(compare(`[${legacy}]`, `[${candidate}]`)[0]).toMatch(/^value \$\[0\]/);
  });
});

describe('strings', () => {
  test('escapes are another way to write the same text', () => {
    expect(compare('{"\\u0061\\/":"\\u00e9\\ud83d\\ude00"}', '{"a/":"é😀"}')).toEqual([]);
  });

  test('a lone surrogate is itself, and no other', () => {
    expect(compare('["\\ud800"]', '["\\uD800"]')).toEqual([]);
    expect(compare('["\\ud800"]', '["\\ud801"]')).toEqual(['value $[0]']);
    expect(compare('["\\ud800"]', '["\ufffd"]')).toEqual(['value $[0]']);
  });

  test('composed and decomposed characters differ, and that is said', () => {
    expect(compare('["é"]', '["e\u0301"]')).toEqual(['value $[0] unicodeForm']);
    expect(compare('{"é":1}', '{"e\u0301":1}')).toEqual(["missing $['é']", "extra $['e\u0301']"]);
  });
});

describe('objects', () => {
  test('members are compared in any order, at every depth', () => {
    const legacy = '{"a":{"x":1,"y":[{"p":1,"q":2}]},"b":2}';
    expect(compare(legacy, '{"b":2,"a":{"y":[{"q":2,"p":1}],"x":1}}')).toEqual([]);
  });

  test('what only one side has is missing or extra, null and emptiness are told', () => {
    expect(compare('{"a":1,"b":null,"c":""}', '{"d":null,"e":[ ],"a":1}')).toEqual([
      'missing $.b nullVersusAbsent',
      'missing $.c emptyVersusAbsent',
      'extra $.d nullVersusAbsent',
      'extra $.e emptyVersusAbsent',
    ]);
  });

  test('many members in another order are a match', () => {
    const names = Array.from({ length: 500 }, (_, at) => `"name${at}":${at}`);
    expect(compare(`{${names.join()}}`, `{${names.toReversed().join()}}`)).toEqual([]);
  });

  test('of repeated names the last one wins, and sides that repeat differently are told', () => {
    expect(compare('{"a":1,"a":2}', '{"a":2}')).toEqual(['duplicateKey $.a']);
    expect(compare('{"a":1,"a":2}', '{"a":1,"a":3}')).toEqual(['value $.a']);
    expect(compare('{"a":1,"a":2}', '{"a":3,"a":2}')).toEqual(['duplicateKey $.a']);
    expect(compare('{"a":1,"a":2}', '{"a":2,"a":1}')).toEqual(['value $.a', 'duplicateKey $.a']);
    expect(compare('{"a":1,"\\u0061":2,"b":3}', '{"b":3,"a":1,"a":2}')).toEqual([]);
  });

  test('names that objects of the language have are names like others', () => {
    expect(compare('{"__proto__":{"a":1},"constructor":1}', '{"constructor":1,"__proto__":{"a":2}}')).toEqual(
      ['value $.__proto__.a'],
    );
  });
});

describe('arrays', () => {
  const many = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => `{"n":${from + at},"text":"element ${from + at}"}`);

  test('an inserted element is one difference', () => {
    const legacy = many(0, 200);
    const candidate = [...legacy.slice(0, 70), '{"n":-1}', ...legacy.slice(70)];
    expect(compare(`[${legacy}]`, `[${candidate}]`)).toEqual(['extra $[70]']);
    expect(compare(`[${candidate}]`, `[${legacy}]`)).toEqual(['missing $[70]']);
  });

  test('elements inserted, removed and changed at once are each found', () => {
    const legacy = many(0, 50);
    const candidate = ['"new"', ...legacy.slice(0, 20), ...legacy.slice(21)];
    candidate[40] = '{"n":40,"text":"changed"}';
    expect(compare(`[${legacy}]`, `[${candidate}]`)).toEqual([
      'missing $[20]',
      'value $[40].text',
      'extra $[0]',
    ]);
  });

  test('elements with a key are found by it, wherever they are', () => {
    const legacy = '[{"id":1,"v":"a"},{"id":2,"v":"b"},{"id":3,"v":"c"}]';
    expect(compare(legacy, '[{"id":3,"v":"c"},{"id":1.0,"v":"x"},{"id":2,"v":"b"}]')).toEqual([
      'value $[0].v',
      'order $',
    ]);
    expect(compare(legacy, '[{"id":1,"v":"a"},{"id":4,"v":"b"},{"id":5,"v":"c"}]')).toEqual([
      'value $[1].id',
      'value $[2].id',
    ]);
    expect(compare(legacy, '[{"id":1,"v":"y"},{"id":3,"v":"z"}]')).toEqual([
      'value $[0].v',
      'missing $[1]',
      'value $[2].v',
    ]);
  });

  test('another order of the same elements is one difference', () => {
    expect(compare('[1,2,3,4]', '[4,1,2,3]')).toEqual(['order $']);
    expect(compare('{"a":["x","y","z"]}', '{"a":["z","y","x"]}')).toEqual(['order $.a']);
  });

  test('one against one is a change, and changes in place stay in place', () => {
    expect(compare('[1,2,3]', '[1,9,3]')).toEqual(['value $[1]']);
    expect(compare('[false,true,true,false]', '[true,true,true,true]')).toEqual(['value $[0]', 'value $[3]']);
  });
});

describe('texts that are not JSON', () => {
  test('on one side are a difference with the position', () => {
    const [difference] = differencesOf(compareJsonTexts('{"a":1}', '{"a":1'));
    expect(difference).toMatchObject({ kind: 'invalid', path: 'offset 6', legacy: '{"a":1}' });
    expect(difference?.candidate).toContain('at offset 6');
  });

  test('on both sides are compared by their bytes', () => {
    expect(compare('{"a":1', '{"a":2')).toEqual(['value line 1, column 6']);
    expect(compareJsonTexts('{"a":', '{"a":').verdict).toBe('match');
  });

  test('are found behind all differences, which are then forgotten', () => {
    expect(compare('{"a":1,"b":[1,2]}', '{"a":2,"b":[1,2]')).toEqual(['invalid offset 16']);
    expect(compare('{"a":1,"b":{"x":1,"y":2}}', '{"a":1,"b":{"y":2,"x":1}} x')).toEqual([
      'invalid offset 26',
    ]);
  });

  test('with bytes that are not UTF-8 are refused, never repaired', () => {
    const bad = bytesOf('["a"]');
    bad[2] = 0xff;
    expect(found(compareJsonTexts('["a"]', bad))).toEqual(['invalid offset 2']);
    const other = bad.slice();
    other[2] = 0xfe;
    expect(compareJsonTexts(bad, other).verdict).toBe('mismatch');
  });
});

test('a byte order mark on one side is a difference of format', () => {
  expect(compare('\ufeff{"a":1}', '{"a":1}')).toEqual(['format $']);
  expect(compare('\ufeff{"a":1, "b":2}', '\ufeff{"b":2,"a":1}')).toEqual([]);
});

test('values are shown as they were sent, cut visibly at 1,024 UTF-16 units, storable', () => {
  const long = `"${'x'.repeat(3_000)}"`;
  const [difference] = differencesOf(compareJsonTexts('{"a":1.50}', `{"a":${long}}`));
  expect(difference?.legacy).toBe('1.50');
  expect(difference?.candidate).toHaveLength(1_024);
  expect(difference?.candidate?.endsWith('…')).toBe(true);
});

test('paths use the shorthand where RFC 9535 has it, else a quoted name with escapes', () => {
  const legacy = '{"a_1":{"b c":{"it\'s":{"\\u0000":{"\\ud800":[1]}}}}}';
  expect(compare(legacy, legacy.replace('[1]', '[2]'))).toEqual([
    "value $.a_1['b c']['it\\'s']['\\u0000']['\\uD800'][0]",
  ]);
});

test('no more differences are kept than asked for, and all are counted', () => {
  const numbers = (first: number) => `[${Array.from({ length: 900 }, (_, at) => first + at * 2)}]`;
  const result = compareJsonTexts(numbers(0), numbers(1));
  expect(result).toMatchObject({ verdict: 'mismatch', differencesTotal: 900 });
  expect(differencesOf(result)).toHaveLength(200);
});
