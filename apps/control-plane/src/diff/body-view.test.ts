import { describe, expect, test } from 'vitest';
import { sidesNotKept } from './body-kept.ts';
import { bodyView } from './body-view.ts';
import { delta } from './testing/delta.ts';

describe('how bodies are drawn', () => {
  test('a body that was cut is drawn as text and says so', () => {
    const view = bodyView(delta('{"a":1}', '{"a":2}', true));
    expect(view.type).toBe('text');
    expect(view.type === 'text' && view.note).toMatch(/only the beginning/);
  });

  test('a candidate that failed leaves the legacy’s body readable', () => {
    const failed = {
      ...delta('{"a":1}', '{"a":2}'),
      candidate: { failure: 'timeout' as const, message: 'no answer', timeMs: 5_000 },
    };
    const view = bodyView(failed);
    expect(
      view.type === 'json' && view.rows.every((row) => row.candidate === null && row.state === 'same'),
    ).toBe(true);
  });

  test('bytes that are not UTF-8 are drawn as bytes', () => {
    const sample = delta('{}', '{}');
    const legacy = { ...sample.legacy, body: { bytesTotal: 2, truncated: false, bytes: { base64: '//8=' } } };
    expect(bodyView({ ...sample, legacy }).type).toBe('binary');
  });

  const sample = delta('{"a":1}', '{"a":2}');
  const legacyBare = { ...sample.legacy, body: null };

  test('a body that was sent and not kept is told from one that was never sent', () => {
    expect(sidesNotKept({ ...sample, legacy: legacyBare })).toEqual(['legacy']);
    const empty = { ...legacyBare, headers: [['content-length', '0']] as [string, string][] };
    expect(sidesNotKept({ ...sample, legacy: empty })).toEqual([]);
    expect(sidesNotKept({ ...sample, legacy: { ...legacyBare, status: 204 } })).toEqual([]);
    const silent = { ...sample, legacy: { ...legacyBare, headers: [] } };
    expect(sidesNotKept(silent)).toEqual(['legacy']);
    expect(sidesNotKept({ ...silent, differences: [] })).toEqual([]);
  });

  test('beside a body that was not kept the other one is read without being called different', () => {
    const view = bodyView({ ...sample, legacy: legacyBare });
    expect(view.type).toBe('json');
    expect(view.type === 'json' && view.rows.map(({ legacy, state }) => [legacy, state])).toEqual([
      [null, 'same'],
      [null, 'same'],
      [null, 'same'],
    ]);
  });
});
