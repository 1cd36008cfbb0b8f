import { describe, expect, test } from 'vitest';
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
});
