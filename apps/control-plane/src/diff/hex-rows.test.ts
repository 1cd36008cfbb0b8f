import { expect, test } from 'vitest';
import { hexPreview } from './hex-rows.ts';

test('bytes are shown around the first that differs', () => {
  const legacy = new Uint8Array(100);
  const candidate = Uint8Array.from(legacy, (_, at) => (at === 70 ? 1 : 0));
  const preview = hexPreview(legacy, candidate);
  expect(preview.firstDifference).toBe(70);
  expect(preview.rows[0]?.offset).toBe('000020');
  expect(preview.rows[2]?.candidate[6]).toEqual({ text: '01', differs: true });
});
