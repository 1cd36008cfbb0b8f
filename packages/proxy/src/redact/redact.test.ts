import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactBody } from './redact-body.ts';
import { redactDifference } from './redact-difference.ts';
import { redactForm, redactTarget } from './redact-form.ts';
import { redactHeaders } from './redact-headers.ts';
import { redactCutJson, redactJson } from './redact-json.ts';
import { redactText } from './redact-text.ts';
import { isSecretName } from './secret-names.ts';

describe('P12: names of secrets', () => {
  test.each([
    'password',
    'userPassword',
    'PASSWD',
    'secret',
    'client_secret',
    'clientSecret',
    'token',
    'access_token',
    'refreshToken',
    'id-token',
    'api_key',
    'apikey',
    'X-API-Key',
    'authorization',
    'Proxy-Authorization',
    'card',
    'cardNumber',
    'card_number',
    'cvv',
    'CVC',
    'iban',
    'ssn',
    'pin',
    'private_key',
    'credentials',
    'sessionId',
  ])('%s is one', (name) => expect(isSecretName(name)).toBe(true));

  test.each([
    'name',
    'tokens_used',
    'cardinal',
    'spin',
    'shipping',
    'author',
    'cardiology',
    'nation',
    'panel',
  ])('%s is none', (name) => expect(isSecretName(name)).toBe(false));
});

describe('P12: JSON', () => {
  test.each([
    ['{"password":"hunter2","a":1}', '{"password":"[redacted]","a":1}'],
    ['{ "token" : 12345678901234567890 , "n" : 1.0e+02 }', '{ "token" : "[redacted]" , "n" : 1.0e+02 }'],
    ['{"card":{"number":"4111","exp":[1,2]},"b":[{}]}', '{"card":"[redacted]","b":[{}]}'],
    ['[{"a":{"secret":null}},{"secret":[]}]', '[{"a":{"secret":"[redacted]"}},{"secret":"[redacted]"}]'],
    ['{"pass\\u0077ord":"x"}', '{"pass\\u0077ord":"[redacted]"}'],
    ['{"a":"she said \\"password\\": no","b":"\\\\"}', '{"a":"she said \\"password\\": no","b":"\\\\"}'],
    ['{"secret":"a\\"b","x":"y"}', '{"secret":"[redacted]","x":"y"}'],
    ['"plain"', '"plain"'],
    [' 12 ', ' 12 '],
  ])('%s', (text, expected) => {
    expect(redactJson(text)).toBe(expected);
  });

  test.each(['', '{', '{"a":}', '{"a" 1}', '[1,]', '{"a":1}x', 'nope', '{"a":"b', '[1 2]'])(
    '%j is not JSON',
    (text) => {
      expect(redactJson(text)).toBeNull();
    },
  );

  test('nothing but secret values changes, in any JSON', () => {
    const secretKeys = fc.constantFrom('password', 'token', 'card', 'SSN');
    const plainKeys = fc.string().filter((name) => !isSecretName(name) && name !== '__proto__');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue({ maxDepth: 0 }),
        fc.array(tie('tree'), { maxLength: 3 }),
        tie('object'),
      ),
      object: fc.dictionary(fc.oneof(plainKeys, secretKeys), tie('tree'), { maxKeys: 4 }),
    }));
    const expected = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(expected);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [
          name,
          isSecretName(name) ? '[redacted]' : expected(inner),
        ]),
      );
    };
    fc.assert(
      fc.property(tree, fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(JSON.parse(redactJson(text) ?? 'null')).toEqual(expected(JSON.parse(text)));
      }),
      { numRuns: 300 },
    );
  });

  test('deep nesting costs no stack', () => {
    const deep = `${'['.repeat(100_000)}1${']'.repeat(100_000)}`;
    expect(redactJson(deep)).toBe(deep);
  });

  test('text cut at its end is redacted up to the cut', () => {
    expect(redactCutJson('{"a":1,"password":"hunter2 and mo…')).toBe('{"a":1,"password":"[redacted]"');
    expect(redactCutJson('{"a":1,"b":"some text that was c…')).toBe('{"a":1,"b":"some text that was c…');
  });
});

describe('P12: everything else', () => {
  test('headers keep their names, cookies theirs too', () => {
    expect(
      redactHeaders([
        'Authorization',
        'Bearer abc',
        'proxy-authorization',
        'Basic abc',
        'Cookie',
        'sid=1; theme=dark; odd',
        'Set-Cookie',
        'sid=abc; Path=/; HttpOnly',
        'X-Api-Key',
        'k',
        'Location',
        'https://a.example/cb?code=1&access_token=abc&x=y',
        'X-Plain',
        'kept',
      ]),
    ).toEqual([
      ['Authorization', '[redacted]'],
      ['proxy-authorization', '[redacted]'],
      ['Cookie', 'sid=[redacted]; theme=[redacted];[redacted]'],
      ['Set-Cookie', 'sid=[redacted]; Path=/; HttpOnly'],
      ['X-Api-Key', '[redacted]'],
      ['Location', 'https://a.example/cb?code=1&access_token=[redacted]&x=y'],
      ['X-Plain', 'kept'],
    ]);
  });

  test('queries and forms', () => {
    expect(redactTarget('/a?user=me&pass%77ord=x&api_key=y&z')).toBe(
      '/a?user=me&pass%77ord=[redacted]&api_key=[redacted]&z',
    );
    expect(redactTarget('/a')).toBe('/a');
    expect(redactForm('a=1&card[number]=4111')).toBe('a=1&card[number]=[redacted]');
  });

  test('text of no known format', () => {
    expect(redactText('password=hunter2 name=me\ntoken: abc, "secret": "x y"')).toBe(
      'password=[redacted] name=me\ntoken: [redacted], "secret": [redacted]',
    );
  });

  const body = (text: string, type: string) => redactBody(Buffer.from(text), ['Content-Type', type]);
  test('a body that is not what its type says is not kept', () => {
    expect(body('{"password":', 'application/json; charset=utf-8')).toBeNull();
    expect(body('--x\r\n', 'multipart/form-data; boundary=x')).toBeNull();
    expect(redactBody(Buffer.from([0xff, 0xfe]), ['content-type', 'application/problem+json'])).toBeNull();
  });

  test('bodies are redacted by their type', () => {
    expect(body('{"ssn":1}', 'application/json')?.bytes).toEqual({ text: '{"ssn":"[redacted]"}' });
    expect(body('ssn=1&a=2', 'application/x-www-form-urlencoded')?.bytes).toEqual({
      text: 'ssn=[redacted]&a=2',
    });
    expect(body('{"ssn":1}', 'text/plain')?.bytes).toEqual({ text: '{"ssn":"[redacted]"}' });
    expect(body('', 'application/json')).toEqual({ bytesTotal: 0, truncated: false, bytes: { text: '' } });
    expect(redactBody(Buffer.from([0, 255]), ['content-type', 'image/png'])).toEqual({
      bytesTotal: 2,
      truncated: false,
      bytes: { base64: 'AP8=' },
    });
  });

  test('a body over the cap is cut at a character, and says so', () => {
    const cut = body('é'.repeat(200_000), 'text/plain');
    expect(cut).toMatchObject({ bytesTotal: 400_000, truncated: true });
    const text = cut !== null && 'text' in cut.bytes ? cut.bytes.text : '';
    expect([...new Set(text)]).toEqual(['é']);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(256 * 1024);
  });

  const difference = { kind: 'value', why: null, legacy: '"a"', candidate: '"b"' } as const;
  test.each([
    [{ ...difference, place: 'body', path: '$.user.password' }, '[redacted]'],
    [{ ...difference, place: 'body', path: "$['client secret'][0]" }, '[redacted]'],
    [{ ...difference, place: 'body', path: '$.name' }, '"a"'],
    [{ ...difference, place: 'body', path: '$.user', legacy: '{"pin":1}' }, '{"pin":"[redacted]"}'],
    [{ ...difference, place: 'header', path: 'authorization' }, '[redacted]'],
    [{ ...difference, place: 'cookie', path: 'sid' }, '[redacted]'],
    [{ ...difference, place: 'cookie', path: 'sid; path', legacy: '/' }, '/'],
    [{ ...difference, place: 'status', path: 'status', legacy: '200' }, '200'],
  ] as const)('the values of a difference at %j', (given, expected) => {
    expect(redactDifference(given).legacy).toBe(expected);
  });
});
