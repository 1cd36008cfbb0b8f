import { describe, expect, test } from 'vitest';
import type { BodyAdapters } from '../adapters/body-adapter.ts';
import { loadAdapters } from '../adapters/load-adapters.ts';
import { compareResponses } from '../compare-responses.ts';
import type { ComparableResponse } from '../comparison.ts';
import type { Rule } from '../rule.ts';
import { bytesOf, compiled, differencesOf, found, rule } from '../test-support/responses.ts';
import { describeBody, isContentTypeWrong } from './body-kind.ts';
import { adapterNeeded } from './compare-body.ts';

function response(type: string | null, body: string | Uint8Array): ComparableResponse {
  const headers = type === null ? [] : ['content-type', type];
  return { status: 200, headers, body: typeof body === 'string' ? bytesOf(body) : body };
}

interface Given {
  rules?: Rule[];
  adapters?: BodyAdapters;
}

function compareAs(type: string, [legacy, candidate]: [string, string], given: Given = {}): string[] {
  const { rules = [], ...options } = given;
  return found(
    compareResponses(response(type, legacy), response(type, candidate), compiled(...rules), options),
  );
}

test('problem documents and other JSON types are compared as JSON', () => {
  expect(compareAs('application/problem+json; charset=utf-8', ['{"a":1,"b":2}', '{"b":2, "a":1}'])).toEqual(
    [],
  );
});

describe('lines of JSON', () => {
  test('are compared line by line, as one array', () => {
    expect(compareAs('application/x-ndjson', ['{"a":1}\n{"a":2}\n', '{"a":1.0}\r\n\n{"a":3}'])).toEqual([
      'value $[1].a',
    ]);
  });

  test('of which one is broken are compared as text', () => {
    expect(compareAs('application/x-ndjson', ['{"a":1}\n1,2\n', '{"a":1}\n1,3\n'])).toEqual([
      'value line 2, column 3',
    ]);
  });
});

describe('text', () => {
  test('is told by the first line and column that differ', () => {
    expect(compareAs('text/plain', ['one\ntwo é!\nthree', 'one\ntwo é?\nthree'])).toEqual([
      'value line 2, column 6',
    ]);
    expect(compareAs('text/plain', ['one', 'one\n'])).toEqual(['value line 1, column 4 whitespace']);
    expect(compareAs('text/plain', ['one 😀', 'one 😁'])).toEqual(['value line 1, column 5']);
  });

  test('obeys rules for the whole of it', () => {
    expect(
      compareAs('text/plain', ['One', 'one'], { rules: [rule('$', { do: 'caseInsensitive' })] }),
    ).toEqual([]);
    expect(compareAs('text/plain', ['One', 'two'], { rules: [rule('$', { do: 'ignore' })] })).toEqual([]);
  });
});

test('other bodies are told by their length and the first offset that differs', () => {
  const result = compareResponses(
    response('image/png', Uint8Array.of(1, 2, 3, 255)),
    response('image/png', Uint8Array.of(1, 2, 4)),
    compiled(),
  );
  expect(differencesOf(result)).toMatchObject([
    {
      kind: 'length',
      path: 'offset 2',
      legacy: '4 bytes, from here: 03 ff',
      candidate: '3 bytes, from here: 04',
    },
  ]);
});

test('a body on one side only is missing or extra', () => {
  expect(compareAs('application/json', ['{"a":1}', ''])).toEqual(['missing $']);
  expect(compareAs('text/plain', ['', 'x'])).toEqual(['extra $']);
});

describe('forms', () => {
  const type = 'application/x-www-form-urlencoded';

  test('are compared by field, with their values as text', () => {
    expect(compareAs(type, ['a=1&b=x%20y&c=', 'c=&b=x+y&a=1'])).toEqual([]);
    const result = compareResponses(response(type, 'a=1&a=2'), response(type, 'a=1&a=3'), compiled());
    expect(differencesOf(result)).toMatchObject([{ path: '$.a[1]', legacy: '2', candidate: '3' }]);
  });

  test('that do not decode are compared as text', () => {
    expect(compareAs(type, ['a=%ff', 'a=%fe'])).toEqual(['value line 1, column 5']);
  });
});

test('multipart forms are compared by field, whatever their boundary', () => {
  const form = (boundary: string, ...parts: string[]) =>
    `${parts.map((part) => `--${boundary}\r\nContent-Disposition: form-data; ${part}\r\n`).join('')}--${boundary}--\r\n`;
  const [a, b] = ['name="a"\r\n\r\n1', 'name="f"; filename="x.txt"\r\nContent-Type: text/plain\r\n\r\nhello'];
  const changed = b.replace('hello', 'hullo');
  const result = compareResponses(
    response('multipart/form-data; boundary=one', form('one', a, b)),
    response('multipart/form-data; boundary="two"', form('two', changed, a)),
    compiled(),
  );
  expect(differencesOf(result)).toMatchObject([{ path: '$.f.value', legacy: 'hello', candidate: 'hullo' }]);
});

describe('markup', () => {
  test('in XML: order of attributes, blanks between elements and comments do not count', async () => {
    const adapters = await loadAdapters(['xml']);
    const compare = (...pair: [string, string]) => compareAs('application/xml', pair, { adapters });
    const legacy = '<?xml version="1.0"?><a x="1" y="2"><b>t</b><c/></a>';
    expect(compare(legacy, '<a y="2" x="1">\n  <!-- c -->\n  <b>t</b>\n  <c></c>\n</a>')).toEqual([]);
    expect(compare(legacy, '<a x="1" y="3"><b>u</b><c/></a>')).toEqual([
      "value $.a['@y']",
      'value $.a.children[0].b.children[0]',
    ]);
    expect(compare('<a><b/>x</a>', '<a>x<b/></a>')).toEqual(['order $.a.children']);
    expect(compare('<a>', '<a><b>')).toEqual(['value line 1, column 4']);
  });

  test('in XML: entities are not expanded without end', async () => {
    const adapters = await loadAdapters(['xml']);
    const bomb = (end: string) =>
      `<!DOCTYPE a [<!ENTITY x "xxxxxxxx"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>${end}`;
    expect(compareAs('text/xml', [bomb(''), bomb(' ')], { adapters })).toHaveLength(1);
  });

  test('in HTML: what a browser reads the same is the same', async () => {
    const adapters = await loadAdapters(['html']);
    const compare = (...pair: [string, string]) => compareAs('text/html', pair, { adapters });
    const legacy = '<!DOCTYPE html><ul class="a" id=b><li>One<li>Two</ul>';
    const same =
      '<!doctype html>\n<html><head></head><body>\n<ul id="b" class="a">\n <li>One</li>\n <li>Two</li>\n</ul></body></html>';
    expect(compare(legacy, same)).toEqual([]);
    expect(compare(legacy, same.replace('Two', 'Three'))).toHaveLength(1);
    expect(compare('<p>a <b>c</b></p>', '<p>a<b>c</b></p>')).toHaveLength(1);
    const nonce = rule("$..['@nonce']", { do: 'ignore' });
    const script = (value: string) => `<script nonce="${value}">run()</script>`;
    expect(compareAs('text/html', [script('1'), script('2')], { adapters, rules: [nonce] })).toEqual([]);
  });

  test('is compared as text where its parser was not loaded, and the kind to load is told', () => {
    expect(compareAs('text/html', ['<p>a', '<p>b'])).toEqual(['value line 1, column 4']);
    expect(adapterNeeded(response('text/html', '<p>a'), response('text/html', '<p>b'))).toBe('html');
    expect(adapterNeeded(response('text/html', '{}'), response('text/html', '{"a":1}'))).toBeNull();
  });
});

describe('a Content-Type that is wrong for the body', () => {
  test('is said, and the body is compared as what it is', () => {
    expect(compareAs('text/html', ['{"a":1,"b":2}', '{"b":2,"a":1}'])).toEqual([]);
    expect(isContentTypeWrong(describeBody(response('text/html', '{"a":1}')))).toBe(true);
    expect(isContentTypeWrong(describeBody(response('application/json', '<html>')))).toBe(true);
    expect(isContentTypeWrong(describeBody(response('application/json', '{"a":1}')))).toBe(false);
    expect(describeBody(response(null, '[1]')).kind).toBe('json');
  });

  test('on one side only is a difference of format', () => {
    expect(compareAs('application/json', ['{"a":1}', '<html>no</html>'])).toEqual(['format $']);
  });
});
