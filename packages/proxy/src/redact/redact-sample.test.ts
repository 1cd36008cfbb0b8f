import type { Difference } from '@delta-guard/protocol';
import { describe, expect, test } from 'vitest';
import { Placeholders } from './placeholders.ts';
import { redactHeaders } from './redact-headers.ts';
import { redactSignatures } from './redact-path.ts';
import { type RawMessage, redactSample } from './redact-sample.ts';
import { redactTarget } from './redact-target.ts';

const context = () => ({ placeholders: new Placeholders(), depth: 0 });
const json = (body: string | null, ...headers: string[]): RawMessage => ({
  headers: ['Content-Type', 'application/json', ...headers],
  body: body === null ? null : Buffer.from(body),
});
const of = (type: string, body: string): RawMessage => ({
  headers: ['Content-Type', type],
  body: Buffer.from(body),
});
const nothing: RawMessage = { headers: [], body: null };

describe('P12: headers', () => {
  test('keep their names, cookies theirs too, credentials their scheme', () => {
    const headers: [string, string, string][] = [
      ['Authorization', 'Bearer abc', 'Bearer [token #1]'],
      ['proxy-authorization', 'Basic abc=', 'Basic [credentials #2]'],
      ['Cookie', 'sid=1; theme=abc; odd; none=', 'sid=[cookie #3]; theme=[token #1]; [cookie #4]; none='],
      ['Set-Cookie', 'sid="1"; Path=/; HttpOnly', 'sid=[cookie #3]; Path=/; HttpOnly'],
      ['X-Api-Key', 'k', '[key #5]'],
      ['X-Session-Id', 's', '[session #6]'],
      ['X-CSRF-Token', 't', '[token #7]'],
      [
        'Location',
        'https://a.example/cb?code=1&state=2&access_token=x%20y#id_token=z',
        'https://a.example/cb?code=[cookie #3]&state=2&access_token=[token #8]#id_token=[token #9]',
      ],
      [
        'Link',
        '<https://a.example/?token=zz>; rel="next"',
        '<https://a.example/?token=[token #10]>; rel="next"',
      ],
      ['X-User', 'ada@example.com', '[email #11]'],
      ['ETag', '"aB3xK9mQ2pL7wZ4rT8vN5cY1dF6gH0jS"', '"aB3xK9mQ2pL7wZ4rT8vN5cY1dF6gH0jS"'],
      ['X-Plain', 'kept', 'kept'],
    ];
    expect(
      redactHeaders(
        headers.flatMap(([name, value]) => [name, value ?? '']),
        context(),
      ),
    ).toEqual(headers.map(([name, , value]) => [name, value]));
  });
});

describe('P12: targets', () => {
  test.each([
    ['/a', '/a'],
    ['/a?user=me&pass%77ord=x&api_key=y&z', '/a?user=me&pass%77ord=[password #1]&api_key=[key #2]&z'],
    ['/a?token=x&token=y&token=x', '/a?token=[token #1]&token=[token #2]&token=[token #1]'],
    ['/people/ada%40example.com/orders/42', '/people/[email #1]/orders/42'],
    ['/cards/4111111111111111', '/cards/[card #1]'],
    ['/reset-password/confirm/a1b2c3/x9', '/reset-password/confirm/[password #1]/x9'],
    ['/a;jsessionid=ABC/b', '/a;jsessionid=[session #1]/b'],
    ['/a?next=%2Fb%3Ftoken%3Dabc', '/a?next=%2Fb%3Ftoken%3D[token #1]'],
    ['/a?ada@example.com', '/a?[email #1]'],
    ['/a?code=42', '/a?code=42'],
    ['/a%zz?b=%', '/a%zz?b=%'],
    ['/orders/3f2504e0-4f89-11d3-9a0c-0305e82c3301', '/orders/3f2504e0-4f89-11d3-9a0c-0305e82c3301'],
  ])('%s', (target, expected) => expect(redactTarget(target, context())).toBe(expected));
});

const value: Difference = {
  place: 'body',
  path: '$',
  kind: 'value',
  why: null,
  legacy: '"a"',
  candidate: '"b"',
};

function redactedDifference(difference: Partial<Difference>, legacy: RawMessage, candidate = legacy) {
  const differences = [{ ...value, ...difference }];
  return redactSample({ target: '/', request: nothing, legacy, candidate, differences }).differences[0];
}

describe('P12: differences', () => {
  test.each([
    [{ path: '$.user.password' }, ['"[password #1]"', '"[password #2]"']],
    [{ path: '$.tokens[0]', candidate: '"a"' }, ['"[token #1]"', '"[token #1]"']],
    [{ path: "$['client.secret'][0]", candidate: null }, ['"[secret #1]"', null]],
    [{ path: "$['a.token']", legacy: '1', candidate: 'null' }, ['"[token #1]"', 'null']],
    [{ path: '$.name' }, ['"a"', '"b"']],
    [{ path: '$.user', legacy: '{"pin":1}' }, ['{"pin":"[pin #1]"}', '"b"']],
    [{ path: '$.user', legacy: '{"pin":1,"token":"ab…' }, ['{"pin":"[pin #1]","token":"[token]…', '"b"']],
    [{ path: '$.x', legacy: '"ada@x.de"' }, ['"[email #1]"', '"b"']],
    [{ path: '$.a.b…' }, ['[value #1]', '[value #2]']],
    [{ place: 'header', path: 'authorization', legacy: 'x' }, ['[credentials #1]', '[credentials #2]']],
    [{ place: 'cookie', path: 'sid', legacy: 'x', candidate: '' }, ['[cookie #1]', '']],
    [{ place: 'cookie', path: 'sid; path', legacy: '/' }, ['/', '"b"']],
    [{ place: 'status', path: 'status', legacy: '200', candidate: '404' }, ['200', '404']],
    [{ kind: 'format', legacy: 'json', candidate: 'html' }, ['json', 'html']],
  ] as const)('%j', (difference, [legacy, candidate]) => {
    expect(redactedDifference(difference, json('{}'))).toMatchObject({ legacy, candidate });
  });

  test('have the placeholders of the bodies and headers', () => {
    const sample = redactSample({
      target: '/?token=abc',
      request: json('{"token":"abc"}', 'Authorization', 'Bearer abc'),
      legacy: json('{"t":{"token":"abc"}}', 'X-Token', 'abc'),
      candidate: json('{"t":{"token":"xyz"}}', 'X-Token', 'xyz'),
      differences: [
        { ...value, path: '$.t.token', legacy: '"abc"', candidate: '"xyz"' },
        { ...value, place: 'header', path: 'x-token', legacy: 'abc', candidate: 'xyz' },
      ],
    });
    expect(sample).toMatchObject({
      target: '/?token=[token #1]',
      request: { body: { bytes: { text: '{"token":"[token #1]"}' } } },
      legacy: { body: { bytes: { text: '{"t":{"token":"[token #1]"}}' } } },
      candidate: { body: { bytes: { text: '{"t":{"token":"[token #2]"}}' } } },
      differences: [
        { legacy: '"[token #1]"', candidate: '"[token #2]"' },
        { legacy: '[token #1]', candidate: '[token #2]' },
      ],
    });
    expect(sample.request.headers[1]).toEqual(['Authorization', 'Bearer [token #1]']);
  });

  test('of texts are read from the redacted text', () => {
    const csv = (pin: string) => of('text/csv', `id,password\n1,x y\n2,${pin}\n3,z\n`);
    const found = { path: 'line 3, column 3', legacy: '2,a b\n3,z\n', candidate: '2,c d\n3,z\n' };
    expect(redactedDifference(found, csv('a b'), csv('c d'))).toMatchObject({
      legacy: '2,[password #2]\n3,[password #3]\n',
      candidate: '2,[password #4]\n3,[password #3]\n',
    });
  });

  test('of markup know what an attribute names', () => {
    const page = (token: string) => of('text/html', `<input name="csrf" value="${token}">`);
    const found = { path: "$.html.children[1].input['@value']", legacy: 'ab', candidate: 'cd' };
    expect(redactedDifference(found, page('ab'), page('cd'))).toMatchObject({
      legacy: '[token #1]',
      candidate: '[token #2]',
    });
  });

  test('of bodies that are not kept say whether the values are the same, and no more', () => {
    const broken = json('{"tokens":[\n"abc"');
    const line = { path: 'line 2, column 1', legacy: '"abc"', candidate: '"abc"' };
    const same = redactedDifference(line, broken);
    expect(same?.legacy).toMatch(/^\[value #[0-9]\]$/);
    expect(same?.candidate).toBe(same?.legacy);
    const bytes = {
      path: 'offset 7',
      legacy: '9 bytes, from here: 70 69',
      candidate: '8 bytes, from here: 71',
    };
    expect(redactedDifference(bytes, of('application/octet-stream', '\ud800'), json(null))).toMatchObject({
      candidate: '8 bytes',
    });
  });

  test('and their paths hold no secret names of members', () => {
    const keyed = json('{"ada@x.de":{"n":1}}');
    expect(redactedDifference({ path: "$['ada@x.de'].n", legacy: '1', candidate: '2' }, keyed)?.path).toBe(
      "$['[email #1]'].n",
    );
  });
});

test('P12: signatures hold no secret names, and are the same in every delta', () => {
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln';
  const signature = { place: 'body', path: '$.name', kind: 'value', why: null } as const;
  expect(
    redactSignatures([
      signature,
      { ...signature, path: `$['${jwt}'].x` },
      { ...signature, path: `$['${jwt}1'].x` },
      { ...signature, path: "$.tokens['a-1-2-3-4-5']" },
    ]),
  ).toEqual([signature, { ...signature, path: '$[*].x' }, { ...signature, path: '$.tokens[*]' }]);
});

test('P12: the message of a failure', () => {
  const sample = { target: '/', request: nothing, legacy: json('{}'), differences: [] };
  const { candidate } = redactSample({ ...sample, candidate: { failure: 'no route to token=abc' } });
  expect(candidate).toEqual({ failure: 'no route to token=[token #1]' });
});
