import { describe, expect, test } from 'vitest';
import { Placeholders } from './placeholders.ts';
import { redactText } from './redact-text.ts';

const redacted = (text: string) => redactText(text, { placeholders: new Placeholders(), depth: 0 });

describe('P12: what is secret by its shape', () => {
  test.each([
    ['paid with 4111111111111111.', 'paid with [card #1].'],
    ['4111 1111 1111 1111 12/27', '[card #1] 12/27'],
    ['3782-822463-10005', '[card #1]'],
    ['PAN4111111111111111', 'PAN[card #1]'],
    ['mail ada.l+x@mail.example.co.uk, please', 'mail [email #1], please'],
    ['<ada@example.com>', '<[email #1]>'],
    ['pay DE89 3704 0044 0532 0130 00 now', 'pay [iban #1] now'],
    ['gb29nwbk60161331926819', '[iban #1]'],
    ['t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln-_ ok', 't=[token #1] ok'],
    ['Bearer abc123def456 was refused', 'Bearer [token #1] was refused'],
    ['use Basic YWRhOmxvdmVsYWNl', 'use Basic [token #1]'],
    ['sk_live_51Habcdefgh and ghp_abcdefghij0123456789', '[token #1] and [token #2]'],
    ['session cs aB3xK9mQ2pL7wZ4rT8vN5cY1dF6gH0jS', 'session cs [token #1]'],
    ['postgres://app:hunter2@db.internal/x', 'postgres://[credentials #1]@db.internal/x'],
    ['ssn is 078-05-1120', 'ssn is [ssn #1]'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n.', '[key #1]\n\n\n.'],
  ])('%s', (text, expected) => expect(redacted(text)).toBe(expected));

  test.each([
    'order 4111111111111112 and 4111-1111-1111-1112',
    '1732360000000 1732360000000000 2026-11-23 2026-11-24 2026-11-23T11:06:37.123456Z',
    '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    '12.50 EUR, 1.234.567,89, -4111.25, 0.4111111111111111',
    'Ada Lovelace, 12 Main Street, +49 30 901820, 10.0.0.1:8080',
    'AbstractSingletonProxyFactoryBeanConfigurationInterface2',
    'a @ b, @handle, npm @scope/name@1.2.3',
    'Bearer authentication is required; the token expired; basic information',
    'https://example.com:8080/a/b?page=2&sort=name#top',
    'DE89 EUR 100, GB29NWBK60161331926818',
  ])('no secret: %s', (text) => expect(redacted(text)).toBe(text));
});

describe('P12: what is secret by the name before it', () => {
  test.each([
    ['password=hunter2 name=me', 'password=[password #1] name=me'],
    ['user.password: hunter 2, name: me', 'user.password: [password #1], name: me'],
    ['"secret": "x y", "n": 1', '"secret": "[secret #1]", "n": 1'],
    [`{'token' => 'a\\'b'}`, `{'token' => '[token #1]'}`],
    ['say \\"token\\":\\"abc\\" ok', 'say \\"token\\":\\"[token #1]\\" ok'],
    ['"\\u0070assword":"x"!', '"\\u0070assword":"[password #1]"!'],
    ['Authorization: Basic dXNlcjpw', 'Authorization: Basic [credentials #1]'],
    ['Cookie: a=b; c=d', 'Cookie: [cookie #1]'],
    ['call f(token=abc, n=1)', 'call f(token=[token #1], n=1)'],
    ['the card = {"number": 1, "x": [2]} end', 'the card = [card #1] end'],
    ['x?redirect=https%3A%2F%2Fa%3Ftoken%3Dabc&y=1', 'x?redirect=https%3A%2F%2Fa%3Ftoken%3D[token #1]&y=1'],
    ['x=ada%40example.com', 'x=[email #1]'],
    ['<u><password>x</password></u>', '<u><password>[password #1]</password></u>'],
    ['see <token> for the rest', 'see <token> for the rest'],
    ['at https://token.example.com:8080/a', 'at https://token.example.com:8080/a'],
    ['token=null password=true secret=', 'token=null password=true secret='],
    ['/cb?code=abc&state=1', '/cb?code=[code #1]&state=1'],
    ['error code=abc', 'error code=abc'],
  ])('%s', (text, expected) => expect(redacted(text)).toBe(expected));
});

test('P12: a secret that was met by its name is one wherever it is met again', () => {
  const context = { placeholders: new Placeholders(), depth: 0 };
  redactText('token=tok-12345678 pin=1234', context);
  expect(redactText('unknown tok-12345678; paid 1234', context)).toBe('unknown [token #1]; paid 1234');
  expect(redactText('/sessions/tok-12345678/end?t=tok-12345678', context)).toBe(
    '/sessions/[token #1]/end?t=[token #1]',
  );
});
