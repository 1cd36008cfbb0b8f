import { expect, test } from 'vitest';
import { fuzz } from '../reference/fuzz.ts';
import { bytesOf, compareJsonTexts } from '../test-support/responses.ts';
import { kernelUse, makeKernels } from './kernels.ts';

kernelUse.isOn = false;

test('where the runtime has no vectors, plain code says the same as the reference', {
  timeout: 120_000,
}, () => {
  expect(makeKernels(1_024)).toBeNull();
  expect(fuzz(500_000, (pairs) => pairs === 5_000)).toMatchObject({ pairs: 5_000, found: null });
});

test('long bodies are compared by plain code too', () => {
  const body = (last: number) =>
    bytesOf(JSON.stringify([...Array.from({ length: 50_000 }, (_, at) => at), last]));
  expect(compareJsonTexts(body(1), body(1)).verdict).toBe('match');
  expect(compareJsonTexts(body(1), body(2))).toMatchObject({ verdict: 'mismatch', differencesTotal: 1 });
});
