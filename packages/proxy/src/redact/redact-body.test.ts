import { describe, expect, test } from 'vitest';
import { Placeholders } from './placeholders.ts';
import { redactBody } from './redact-body.ts';

const context = () => ({ placeholders: new Placeholders(), depth: 0 });
const body = (text: string, type: string) => redactBody(Buffer.from(text), ['Content-Type', type], context());
const bytes = (given: number[], type: string) =>
  redactBody(Buffer.from(given), ['content-type', type], context())?.captured ?? null;

describe('P12: bodies are redacted by their type', () => {
  test.each([
    ['application/json; charset=utf-8', '{"ssn":1}', '{"ssn":"[ssn #1]"}'],
    ['application/json', '\ufeff{"ssn":1}', '\ufeff{"ssn":"[ssn #1]"}'],
    ['application/x-ndjson', '{"pin":1}\n\n{"pin":1}\n', '{"pin":"[pin #1]"}\n\n{"pin":"[pin #1]"}\n'],
    ['application/x-www-form-urlencoded', 'pass%77ord=a+b&a=2', 'pass%77ord=[password #1]&a=2'],
    [
      'application/x-www-form-urlencoded',
      'card[number]=1&q=ada%40x.de+ok',
      'card[number]=[card #1]&q=[email #2]%20ok',
    ],
    ['text/plain', '{"ssn":1}', '{"ssn":"[ssn #1]"}'],
    ['text/plain', 'INFO token=abc', 'INFO token=[token #1]'],
    ['', 'a=1&token=x%20y', 'a=1&token=[token #1]'],
    ['text/csv', 'id;Password;at\r\n1;"a;b";2\r\n', 'id;Password;at\r\n1;"[password #1]";2\r\n'],
    ['text/csv', 'id,mail\n1,ada@x.de\n', 'id,mail\n1,[email #1]\n'],
    [
      'application/xml',
      '<a><pin n="1">1 2</pin><b pin="7"/></a>',
      '<a><pin n="[pin #1]">[pin #2]</pin><b pin="[pin #3]"/></a>',
    ],
    ['application/xml', '<p name="token">x</p>', '<p name="token">[token #1]</p>'],
    ['text/xml', '<a><![CDATA[token=x]]></a>', '<a><![CDATA[token=[token #1]]]></a>'],
    ['application/xml', '<e>ada&#64;x.de &amp; co</e>', '<e>[email #1] &amp; co</e>'],
    [
      'text/html',
      '<input name=csrf_token value="x"><p>Hi',
      '<input name=csrf_token value="[token #1]"><p>Hi',
    ],
    ['text/html', '<input type="password" value=x>', '<input type="password" value=[password #1]>'],
    ['text/html', '<meta name="csrf-token" content="x"/>', '<meta name="csrf-token" content="[token #1]"/>'],
    ['text/html', '<script>let t = {token: "x"}</script>', '<script>let t = {token: "[token #1]"}</script>'],
    [
      'text/html',
      '<dt>Password:</dt><dd>x y</dd><dd>z</dd>',
      '<dt>Password:</dt><dd>[password #1]</dd><dd>z</dd>',
    ],
    [
      'text/html',
      '<tr><td>Card</td><td>1</td><td>Card number</td><td>2</td>',
      '<tr><td>Card</td><td>1</td><td>Card number</td><td>[card #1]</td>',
    ],
    ['text/html', '<a href="/r?token=x&amp;y=1">go</a>', '<a href="/r?token=[token #1]&amp;y=1">go</a>'],
  ])('%s: %j', (type, text, expected) => {
    expect(body(text, type)?.text).toBe(expected);
  });

  test('multipart, part by part', () => {
    const part = (head: string, content: string) => `--b\r\n${head}\r\n\r\n${content}\r\n`;
    const form = (pin: string, json: string) =>
      `${part('Content-Disposition: form-data; name="pin"', pin)}${part(
        'Content-Disposition: form-data; name="f"; filename="f.json"\r\nContent-Type: application/json',
        json,
      )}--b--\r\n`;
    const type = 'multipart/form-data; boundary="b"';
    expect(body(form('1234', '{"pin":"1234"}'), type)?.text).toBe(form('[pin #1]', '{"pin":"[pin #1]"}'));
    expect(body(form('1', '{"pin":'), type)).toBeNull();
  });
});

describe('P12: what cannot be read is not kept', () => {
  test.each([
    ['application/json', '{"password":'],
    ['application/x-ndjson', '{"a":1}\n{"password":'],
    ['multipart/form-data; boundary=x', '--x\r\n'],
    ['multipart/form-data', '--x--\r\n'],
    ['application/xml', '<a><password>x</a>'],
    ['application/xml', '<a'],
    ['text/csv', 'password\n"x'],
  ])('%s: %j', (type, text) => expect(body(text, type)).toBeNull());

  test('bytes that are no text, but for pictures and the like', () => {
    expect(bytes([0xff, 0xfe], 'application/problem+json')).toBeNull();
    expect(bytes([0xff, 0xfe], 'application/octet-stream')).toBeNull();
    expect(bytes([0x0a, 0x07, 0], 'application/x-protobuf')).toBeNull();
    expect(bytes([0, 255], 'image/png')).toEqual({
      bytesTotal: 2,
      truncated: false,
      bytes: { base64: 'AP8=' },
    });
  });
});

test('an empty body is kept as such', () => {
  expect(body('', 'application/json')?.captured).toEqual({
    bytesTotal: 0,
    truncated: false,
    bytes: { text: '' },
  });
});

test('a body over the cap is cut at a character, and says so', () => {
  const cut = body('é'.repeat(200_000), 'text/plain')?.captured;
  expect(cut).toMatchObject({ bytesTotal: 400_000, truncated: true });
  const text = cut !== undefined && 'text' in cut.bytes ? cut.bytes.text : '';
  expect([...new Set(text)]).toEqual(['é']);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(256 * 1024);
});
