import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Rule } from '@delta-guard/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { type ShadowingOptions, startShadowing, type TestAnswer } from '../testing/shadowing.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** What one exchange ended as, with its delta where there is one. */
async function compared(
  legacy: TestAnswer,
  candidate: TestAnswer,
  options: Pick<ShadowingOptions, 'limits' | 'rules'> = {},
) {
  const stack = await startShadowing({ legacy: () => legacy, candidate: () => candidate, ...options });
  open.push(stack);
  await stack.ask('1');
  await stack.finish();
  expect(stack.control.invalid).toEqual([]);
  const { matches, mismatches, reasons } = stack.control.totals();
  return { ended: { matches, mismatches, ...reasons }, delta: stack.control.deltas[0] };
}

const matched = { matches: 1, mismatches: 0 };
const mismatched = { matches: 0, mismatches: 1 };
const undecodable = { matches: 0, mismatches: 0, undecodable: 1 };
const tooLarge = { matches: 0, mismatches: 0, tooLarge: 1 };

function typed(type: string, body: Uint8Array | string): TestAnswer {
  return { headers: { 'Content-Type': type }, body };
}

function latin1(text: string): TestAnswer {
  return typed('text/plain; charset=ISO-8859-1', Buffer.from(text, 'latin1'));
}

function bigEndian(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

describe('charsets: a text is compared as the characters that its Content-Type makes of its bytes', () => {
  const price = '{"price":"5 €","name":"é"}';
  const inUtf8 = typed('application/json; charset=utf-8', price);
  test.each<[string, TestAnswer, TestAnswer]>([
    ['ISO-8859-1', latin1('café'), typed('text/plain; charset=UTF-8', 'café')],
    [
      '"windows-1252"',
      typed('text/plain; charset="windows-1252"', Buffer.from([0x35, 0x80])),
      typed('text/plain; charset="utf-8"', '5€'),
    ],
    [
      'UTF-16 with a little-endian mark',
      typed('application/json; charset=utf-16', Buffer.from(`\ufeff${price}`, 'utf16le')),
      inUtf8,
    ],
    [
      'UTF-16 with a big-endian mark',
      typed('application/json; charset=utf-16', bigEndian(`\ufeff${price}`)),
      inUtf8,
    ],
    ['UTF-16BE', typed('application/json; charset=UTF-16BE', bigEndian(price)), inUtf8],
    [
      'two foreign ones',
      typed('text/plain; charset=koi8-r', Buffer.from([0xc1])),
      typed('text/plain; charset=iso-8859-5', Buffer.from([0xd0])),
    ],
  ])('the same text in %s and in another is a match', async (_, legacy, candidate) => {
    expect((await compared(legacy, candidate)).ended).toEqual(matched);
    expect((await compared(candidate, legacy)).ended).toEqual(matched);
  });

  test('another letter is a mismatch, and people can read both', async () => {
    const { ended, delta } = await compared(latin1('café'), typed('text/plain; charset=utf-8', 'cafè'));
    expect(ended).toEqual(mismatched);
    expect(delta?.differences).toMatchObject([{ place: 'body', legacy: 'café', candidate: 'cafè' }]);
    expect(delta?.legacy.body?.bytes).toEqual(typedBytes('café'));
    expect(delta?.candidate).toMatchObject({ body: { bytes: typedBytes('cafè') } });
  });

  test('the same bytes in two charsets are not the same text', async () => {
    const bytes = Buffer.from([0xc1]);
    const koi8 = typed('text/plain; charset=koi8-r', bytes);
    const { ended, delta } = await compared(koi8, typed('text/plain; charset=iso-8859-5', bytes));
    expect(ended).toEqual(mismatched);
    expect(delta?.differences).toMatchObject([{ place: 'body', legacy: 'а', candidate: 'С' }]);
  });

  test('a charset that only one side names is a difference of the header', async () => {
    const { ended, delta } = await compared(latin1('cafe'), typed('text/plain', 'cafe'));
    expect(ended).toEqual(mismatched);
    expect(delta?.differences).toMatchObject([{ place: 'header', path: 'content-type' }]);
  });

  test('a rule can demand that the charset is the same', async () => {
    const strict: Rule = {
      id: '00000000-0000-4000-9000-000000000001',
      routeId: null,
      place: { in: 'header', name: 'Content-Type' },
      action: { do: 'equalText' },
    };
    const inUtf8 = typed('text/plain; charset=utf-8', 'café');
    const { ended, delta } = await compared(latin1('café'), inUtf8, { rules: [strict] });
    expect(ended).toEqual(mismatched);
    expect(delta?.differences).toMatchObject([{ place: 'header', path: 'content-type' }]);
  });

  test('an unknown charset is not compared unless the bytes are equal', async () => {
    const unknown = (text: string) => typed('text/plain; charset=ebcdic-old', text);
    expect((await compared(unknown('a'), unknown('b'))).ended).toEqual(undecodable);
    expect((await compared(unknown('a'), unknown('a'))).ended).toEqual(matched);
  });

  test('bytes that are not of their charset are not compared: what stands for them would be equal', async () => {
    const broken = (...bytes: number[]) => typed('text/plain; charset=shift_jis', Buffer.from(bytes));
    expect((await compared(broken(0x81, 0x20), broken(0x82, 0x20))).ended).toEqual(undecodable);
  });

  test('a text that is too large in UTF-8 is not compared', async () => {
    const [legacy, candidate] = [latin1('é'.repeat(600)), latin1('è'.repeat(600))];
    expect((await compared(legacy, candidate, { limits: { decodedBytesMax: 1_000 } })).ended).toEqual(
      tooLarge,
    );
    expect((await compared(legacy, candidate, { limits: { decodedBytesMax: 1_200 } })).ended).toEqual(
      mismatched,
    );
  });

  test('bytes that are no text have no charset', async () => {
    const picture = (byte: number) => typed('image/png; charset=utf-16', Buffer.from([0x89, byte]));
    expect((await compared(picture(1), picture(2))).ended).toEqual(mismatched);
  });
});

function typedBytes(text: string) {
  return expect.objectContaining({ text });
}

describe('bodies are compared as what they are', () => {
  test.each<[string, string, string, string]>([
    ['attributes of HTML', 'text/html', '<p id="a" class="b">x</p>', '<p class="b" id="a">x</p>'],
    ['attributes of XML', 'application/xml', '<a x="1" y="2"><b/></a>', '<a y="2" x="1"><b></b></a>'],
    ['fields of a form', 'application/x-www-form-urlencoded', 'a=1&b=%C3%A9', 'b=%c3%a9&a=1'],
  ])('the order of %s does not matter', async (_, type, legacy, candidate) => {
    expect((await compared(typed(type, legacy), typed(type, candidate))).ended).toEqual(matched);
  });

  test.each<[string, string, string, string]>([
    ['attribute of HTML', 'text/html', '<p id="a" class="b">x</p>', '<p id="a" class="c">x</p>'],
    ['element of XML', 'application/xml', '<a><b>1</b></a>', '<a><b>2</b></a>'],
    ['field of a form', 'application/x-www-form-urlencoded', 'a=1&b=2', 'a=1&b=3'],
  ])('another value of an %s is one difference', async (_, type, legacy, candidate) => {
    const { ended, delta } = await compared(typed(type, legacy), typed(type, candidate));
    expect(ended).toEqual(mismatched);
    expect(delta?.differences).toMatchObject([{ place: 'body', kind: 'value' }]);
  });

  test('HTML in another charset is brought to UTF-8 before it is parsed', async () => {
    const legacy = Buffer.from('<p id="a" title="é">x</p>', 'latin1');
    const candidate = '<p title="é" id="a">x</p>';
    const pair = [
      typed('text/html; charset=iso-8859-1', legacy),
      typed('text/html; charset=utf-8', candidate),
    ] as const;
    expect((await compared(...pair)).ended).toEqual(matched);
  });

  test('parts of a multipart body are compared by name, whatever the boundary is', async () => {
    const multipart = (boundary: string, value: string) =>
      typed(
        `multipart/form-data; boundary=${boundary}`,
        `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n${value}\r\n--${boundary}--\r\n`,
      );
    expect((await compared(multipart('x', '1'), multipart('y', '1'))).ended).toEqual(matched);
    expect((await compared(multipart('x', '1'), multipart('y', '2'))).ended).toEqual(mismatched);
  });
});

describe('content codings', () => {
  const codings = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, zstd: zstdCompressSync };
  const coded = (coding: string, body: Uint8Array): TestAnswer => ({
    headers: { 'Content-Type': 'application/json', 'Content-Encoding': coding },
    body,
  });
  /** What a fetch cannot read must not fail the test: the client gets it as it is. */
  const names = Object.keys(codings) as (keyof typeof codings)[];

  test.each(names)('%s: the same text coded or not is a match, whatever its size', async (name) => {
    const rows = Array.from({ length: 40_000 }, (_, id) => ({ id, hash: (id * 2_654_435_761) % 2 ** 32 }));
    const text = Buffer.from(JSON.stringify(rows));
    const { ended } = await compared(coded(name, codings[name](text)), coded('identity', text), {
      limits: { captureBytesMax: 4_000_000 },
    });
    expect(ended).toEqual(matched);
  });

  test.each(names)('%s: a bomb is not unpacked beyond 1 MiB', async (name) => {
    const bomb = (digit: number) => codings[name](Buffer.alloc(4 * 1024 * 1024, String(digit)));
    expect((await compared(coded(name, bomb(1)), coded(name, bomb(2)))).ended).toEqual(tooLarge);
  });

  test('below 1 MiB any ratio is unpacked', async () => {
    const long = (letter: string) => gzipSync(JSON.stringify(letter.repeat(1_000_000)));
    expect((await compared(coded('gzip', long('a')), coded('gzip', long('b')))).ended).toEqual(mismatched);
  });

  test('an unknown coding, a broken body and a pile of codings are not compared', async () => {
    const garbage = (byte: number) => Buffer.from([0x1f, 0x8b, byte]);
    const pile = (text: string) => {
      let body: Uint8Array = Buffer.from(text);
      for (let at = 0; at < 5; at += 1) body = gzipSync(body);
      return coded('gzip, gzip, gzip, gzip, gzip', body);
    };
    const pairs: [TestAnswer, TestAnswer][] = [
      [coded('x-own', Buffer.from('a')), coded('x-own', Buffer.from('b'))],
      [coded('x-gzip-broken', garbage(1)), coded('x-gzip-broken', garbage(2))],
      [pile('{"a":1}'), pile('{"a":2}')],
    ];
    for (const [legacy, candidate] of pairs) {
      expect((await compared(legacy, candidate)).ended).toEqual(undecodable);
    }
  });
});

test('an exchange that differs in more places than a delta keeps is counted under all of its signatures', async () => {
  const members = (value: number) =>
    JSON.stringify(
      Object.fromEntries(
        Array.from({ length: 420 }, (_, n) => [`field${'abcdefghij'[n % 10]}${'x'.repeat(n / 10)}`, value]),
      ),
    );
  const headers = { 'Content-Type': 'application/json' };
  const stack = await startShadowing({
    legacy: () => ({ headers, body: members(1) }),
    candidate: () => ({ headers, body: members(2) }),
  });
  await stack.ask('many');
  await stack.finish();
  const [tally] = stack.control.tallies;
  expect(tally?.signatures).toHaveLength(420);
  expect(stack.control.deltas).toMatchObject([{ differencesTotal: 420 }]);
  expect(stack.control.deltas[0]?.differences).toHaveLength(200);
  await stack.close();
});
