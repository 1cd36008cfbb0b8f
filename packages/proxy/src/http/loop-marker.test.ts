import { expect, test } from 'vitest';
import { LoopMarker } from './loop-marker.ts';

function marker(ms: number, secret = 'secret') {
  return new LoopMarker(Buffer.from(secret), () => ms);
}

test('a mark holds for its minute and the ones around it, and no longer', () => {
  const value = marker(600_000).value();
  const valid = [480_000, 540_000, 600_000, 659_999, 660_000, 720_000].map((ms) => marker(ms).isValid(value));
  expect(valid).toEqual([false, true, true, true, true, false]);
});

test('a mark of another gateway, or none of ours, is not valid', () => {
  const value = marker(600_000).value();
  expect(marker(600_000, 'other').isValid(value)).toBe(false);
  expect(marker(600_000).isValid('')).toBe(false);
  expect(marker(600_000).isValid(`${value}x`)).toBe(false);
});
