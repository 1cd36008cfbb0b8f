import { expect, test } from 'vitest';
import { kernelUse, makeKernels, withoutKernels } from './kernels.ts';

test('a thread that may be ended goes without kernels', () => {
  expect(makeKernels(1_024)).not.toBeNull();
  withoutKernels();
  expect(makeKernels(1_024)).toBeNull();
  kernelUse.isOn = true;
});
