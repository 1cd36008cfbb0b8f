import { compareResponses, loadAdapters, noRules } from '@delta-guard/compare';
import { describe, expect, test } from 'vitest';
import { type RawMessage, type RedactedSample, redactSample } from './redact-sample.ts';
import { fewerBodies, reduceBodies } from './reduce-bodies.ts';

const adapters = await loadAdapters(['html']);
const of = (type: string, body: string | Uint8Array): RawMessage => ({
  headers: ['Content-Type', type, 'X-Trace', 'kept'],
  body: Buffer.from(body),
});

/** A sample of two answers that differ, to a request with a body, as a proxy that keeps all would send it. */
function sampleOf(legacy: RawMessage, candidate: RawMessage): RedactedSample {
  const answer = ({ headers, body }: RawMessage) => ({
    status: 200,
    headers,
    body: body ?? new Uint8Array(),
  });
  const found = compareResponses(answer(legacy), answer(candidate), noRules, { adapters });
  if (found.verdict !== 'mismatch') throw new Error('they do not differ');
  const request = of('application/json', '{"asked":"by Ada"}');
  return redactSample({ target: '/a?b=1', request, legacy, candidate, differences: found.differences });
}

const person = (name: string, more = {}) =>
  of(
    'application/json',
    JSON.stringify({ id: 7, street: 'Elm 1', names: [{ first: 'Ada' }, { last: name }], ...more }),
  );
const json = sampleOf(person('Lovelace', { gone: { at: 'home' } }), person('King'));
const nothing = { truncated: true, bytes: { text: '' } };

describe('differing', () => {
  const kept = reduceBodies(json, 'differing');

  test('keeps where and what differs, and nothing else of any body but how long it was', () => {
    expect(kept.differences).toMatchObject([
      { path: '$.names[1].last', legacy: '"Lovelace"', candidate: '"King"' },
      { path: '$.gone', kind: 'missing', legacy: '{"at":"home"}', candidate: null },
    ]);
    expect(kept).toMatchObject({
      request: { body: { bytesTotal: 18, ...nothing } },
      legacy: { body: { bytesTotal: 92, ...nothing } },
      candidate: { body: { bytesTotal: 67, ...nothing } },
    });
    expect(JSON.stringify(kept)).not.toMatch(/Elm|Ada/);
  });

  test('keeps target, headers and what differs in them', () => {
    expect(kept.target).toBe('/a?b=1');
    expect(kept.legacy.headers).toEqual(json.legacy.headers);
    const heads = sampleOf(person('King'), {
      ...person('King'),
      headers: ['Content-Type', 'application/json'],
    });
    expect(reduceBodies(heads, 'none').differences).toEqual(heads.differences);
  });

  test('of a text keeps three lines from the first that differs', () => {
    const text = (word: string) => of('text/plain', `one\ntwo\n${word}\nfour\nfive\nsix\n`);
    expect(reduceBodies(sampleOf(text('x'), text('y')), 'differing').differences).toMatchObject([
      { path: 'line 3, column 1', legacy: 'x\nfour\nfive\n…', candidate: 'y\nfour\nfive\n…' },
    ]);
  });

  test('of bytes keeps their number and the offset', () => {
    const font = (last: number) => of('font/woff2', new Uint8Array([0xff, 0, 1, last]));
    expect(reduceBodies(sampleOf(font(1), font(2)), 'differing').differences).toMatchObject([
      { path: 'offset 3', legacy: '4 bytes', candidate: '4 bytes' },
    ]);
  });

  test('of markup keeps the text that differs', () => {
    const page = (word: string) => of('text/html', `<!doctype html><h1>Elm</h1><p>${word}</p>`);
    const sample = reduceBodies(sampleOf(page('x'), page('y')), 'differing');
    expect(sample.differences).toMatchObject([{ legacy: 'x', candidate: 'y' }]);
    expect(JSON.stringify(sample)).not.toContain('Elm');
  });

  test('a body that was not there is not one that was not kept', () => {
    const empty = sampleOf(of('application/json', '{"a":1}'), of('application/json', ''));
    expect(reduceBodies(empty, 'differing')).toMatchObject({
      legacy: { body: { truncated: true } },
      candidate: { body: { bytesTotal: 0, truncated: false } },
    });
  });
});

test('none keeps where and how bodies differ, and no value of any', () => {
  const kept = reduceBodies(json, 'none');
  expect(kept.differences).toMatchObject([
    { path: '$.names[1].last', kind: 'value', legacy: '[not kept]', candidate: '[not kept]' },
    { path: '$.gone', kind: 'missing', legacy: '[not kept]', candidate: null },
  ]);
  expect(JSON.stringify(kept)).not.toMatch(/Elm|Ada|Lovelace|King|home/);
});

test('full keeps all', () => {
  expect(reduceBodies(json, 'full')).toBe(json);
});

test('the setting that keeps less wins', () => {
  expect(fewerBodies('full', 'differing')).toBe('differing');
  expect(fewerBodies('none', 'full')).toBe('none');
});
