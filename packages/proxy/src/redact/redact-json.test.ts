import { describe, expect, test } from 'vitest';
import { Placeholders } from './placeholders.ts';
import { redactCutJson, redactJson } from './redact-json.ts';

const context = () => ({ placeholders: new Placeholders(), depth: 0 });

describe('P12: JSON', () => {
  test.each([
    ['{"password":"hunter2","a":1}', '{"password":"[password #1]","a":1}'],
    ['{ "token" : 12345678901234567890 , "n" : 1.0e+02 }', '{ "token" : "[token #1]" , "n" : 1.0e+02 }'],
    [
      '{"card":{"number":"4111","exp":[1,2],"cvc":"4111"},"b":[{}]}',
      '{"card":{"number":"[card #1]","exp":["[card #2]","[card #3]"],"cvc":"[card #1]"},"b":[{}]}',
    ],
    [
      '[{"a":{"secret":null}},{"secret":[]},{"token":true}]',
      '[{"a":{"secret":null}},{"secret":[]},{"token":true}]',
    ],
    ['{"tokens":[["x"],"y"],"n":["x"]}', '{"tokens":[["[token #1]"],"[token #2]"],"n":["x"]}'],
    ['{"pass\\u0077ord":"x"}', '{"pass\\u0077ord":"[password #1]"}'],
    ['{"a":"she said \\"hello\\": no","b":"\\\\"}', '{"a":"she said \\"hello\\": no","b":"\\\\"}'],
    ['{"secret":"a\\"b","x":"y"}', '{"secret":"[secret #1]","x":"y"}'],
    [
      '{"pan":4111111111111111,"x":4111111111111111,"y":4111111111111112}',
      '{"pan":"[card #1]","x":"[card #1]","y":4111111111111112}',
    ],
    ['{"x":"\\u0061da@example.com"}', '{"x":"[email #1]"}'],
    ['{"ada@example.com":{"n":1}}', '{"[email #1]":{"n":1}}'],
    ['{"tokens":{"a1b2c3d4":1}}', '{"tokens":{"[name #1]":"[token #2]"}}'],
    [
      '{"m":"{\\"token\\":\\"abc\\"}","t":{"token":"abc"}}',
      '{"m":"{\\"token\\":\\"[token #1]\\"}","t":{"token":"[token #1]"}}',
    ],
    ['{"name":"password","value":"x"}', '{"name":"password","value":"[password #1]"}'],
    ['{"value":"x","key":"token"}', '{"value":"[token #1]","key":"token"}'],
    [
      '{"grant_type":"authorization_code","code":"x"}',
      '{"grant_type":"authorization_code","code":"[code #1]"}',
    ],
    ['[{"name":"Card","value":1}]', '[{"name":"Card","value":1}]'],
    ['{"code":"E42"}', '{"code":"E42"}'],
    ['"plain"', '"plain"'],
    [' 12 ', ' 12 '],
  ])('%s', (text, expected) => {
    expect(redactJson(text, context())).toBe(expected);
  });

  test.each(['', '{', '{"a":}', '{"a" 1}', '[1,]', '{"a":1}x', 'nope', '{"a":"b', '[1 2]', '{"a":"\\x"}'])(
    '%j is not JSON',
    (text) => {
      expect(redactJson(text, context())).toBeNull();
    },
  );

  test('deep nesting costs no stack', () => {
    const deep = `${'['.repeat(100_000)}1${']'.repeat(100_000)}`;
    expect(redactJson(deep, context())).toBe(deep);
  });

  test.each([
    ['{"a":1,"password":"hunter2 and mo', '{"a":1,"password":"[password]'],
    ['{"a":1,"b":"some text that was c', '{"a":1,"b":"some text that was '],
    ['{"a":1,"b":"paid with 4111 1111 11', '{"a":1,"b":"paid with '],
    ['{"a":1,"b":4111111', '{"a":1,"b":'],
    ['{"a":1,"ada@exam', '{"a":1,'],
    ['[{"token":"x"},{"tok', '[{"token":"[token #1]"},{'],
  ])('text cut at its end is redacted up to the cut: %s', (text, expected) => {
    expect(redactCutJson(text, context())).toBe(expected);
  });

  test('a secret that was cut has the number of the one whole secret that it can be', () => {
    const { placeholders } = context();
    const long = `${'a'.repeat(1_000)}1`;
    redactJson(JSON.stringify({ token: long }), { placeholders, depth: 0 });
    const cut = `{"token":"${long.slice(0, 950)}`;
    expect(redactCutJson(cut, { placeholders, depth: 0 })).toBe('{"token":"[token #1]');
    redactJson(JSON.stringify({ token: `${'a'.repeat(1_000)}2` }), { placeholders, depth: 0 });
    expect(redactCutJson(cut, { placeholders, depth: 0 })).toBe('{"token":"[token]');
  });
});
