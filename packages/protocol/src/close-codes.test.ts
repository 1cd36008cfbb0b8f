import { expect, test } from 'vitest';
import { closeCodes, closeReason } from './close-codes.ts';

test('each code is an application code of its own and leads back to its name', () => {
  const codes = Object.values(closeCodes);
  expect(new Set(codes).size).toBe(codes.length);
  for (const [name, code] of Object.entries(closeCodes)) {
    expect(code).toBeGreaterThanOrEqual(4000);
    expect(code).toBeLessThanOrEqual(4999);
    expect(closeReason(code)).toBe(name);
  }
  expect(closeReason(1006)).toBeNull();
});
