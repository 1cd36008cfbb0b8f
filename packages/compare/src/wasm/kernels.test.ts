import { expect, test } from 'vitest';
import { kernelDisagreement } from '../reference/damaged-pair.ts';
import { kernelOutcome } from '../reference/kernel-text.ts';
import { compareJsonTexts, found } from '../test-support/responses.ts';
import { makeKernels } from './kernels.ts';

test('this runtime has vectors, so that kernels are what is tested here', () => {
  expect(makeKernels(1_024)).not.toBeNull();
});

test('a kernel takes no text that is not JSON, and nearly all that is', { timeout: 120_000 }, () => {
  const counts = { refused: 0, read: 0, odd: 0 };
  for (let seed = 0; seed < 60_000; seed += 1) {
    const { outcome, shown } = kernelOutcome(seed);
    if (outcome === 'wrong') throw new Error(`seed ${seed}: ${shown}`);
    counts[outcome] += 1;
  }
  expect(counts.refused).toBeGreaterThan(20_000);
  expect(counts.read).toBeGreaterThan(10_000);
  // Blanks between tokens and exponents: plain code reads them.
  expect(counts.odd).toBeLessThan(100);
});

test('damaged texts are compared by kernels as without them', { timeout: 120_000 }, () => {
  for (let seed = 0; seed < 4_000; seed += 1) expect(kernelDisagreement(seed)).toBeNull();
});

const long = 'aNameOfMoreThanSixteenBytes';
test.each([
  ['{"a":1,"b":[{"x":1,"y":"2"},{}]}', '{"b":[{"y":"2","x":1},{}],"a":1}', 'match'],
  ['{"line1":1,"line2":2,"line3":3}', '{"line3":3,"line1":1,"line2":2}', 'match'],
  ['{"line1":1,"line2":2}', '{"line2":1,"line1":2}', 'mismatch'],
  [`{"${long}1":1,"${long}2":2}`, `{"${long}2":2,"${long}1":1}`, 'match'],
  [`{"${long}1":1,"${long}2":2}`, `{"${long}2":1,"${long}1":2}`, 'mismatch'],
  // Of names that are the same, however they are written, the last one counts.
  ['{"a":1,"\\u0061":2}', '{"\\u0061":2,"a":1}', 'mismatch'],
  [`{"${long}a":1,"${long}\\u0061":2}`, `{"${long}\\u0061":2,"${long}a":1}`, 'mismatch'],
  ['{"a":1,"a":2}', '{"a":2,"a":1}', 'mismatch'],
  ['{"a":1,"b":2}', '{"b":2.0,"a":1e0}', 'match'],
  ['{"a":"x","b":"\\u0062"}', '{"b":"b","a":"x"}', 'match'],
  ['{"a":[1,2],"b":3}', '{"b":3,"a":[2,1]}', 'mismatch'],
  ['{"a":[1,2],"b":3}', '{"b":3,"a":[1,2,3]}', 'mismatch'],
  ['{"a":true,"b":false}', '{"b":true,"a":false}', 'mismatch'],
])('members in another order: %s and %s are a %s', (legacy, candidate, verdict) => {
  expect(compareJsonTexts(legacy, candidate).verdict).toBe(verdict);
});

const words = '"'.concat('word '.repeat(50), '"');
test.each([
  [`${words},1`, `${words},2`],
  [`[${words}],1`, `[${words}],2`],
  [`[${words},]`, `[${words}, ]`],
  [`{"a":${words},"b"}`, `{"a":${words},"b" }`],
  [`{"a":${words}:1}`, `{"a":${words}:2}`],
])('where neither is JSON, bytes decide: %s and %s', (legacy, candidate) => {
  const [path = ''] = found(compareJsonTexts(legacy, candidate));
  expect(path).toMatch(/^value line 1, column/);
});

test.each([
  [`[${words},{"":1,"" :2,"b":3}]`, `[${words},{"":1,"" :2,"b":4}]`, ['value $[1].b']],
  [`[${words},{"":1,"" :2}]`, `[${words},{"":0,"" :2}]`, ["duplicateKey $[1]['']"]],
  [`[${words},{"ab":1,"ac":2,"ab":3}]`, `[${words},{"ab":1,"ac":3,"ab":3}]`, ['value $[1].ac']],
  [`[${words},{"ab":1,"ac":2,"ab":3}]`, `[${words},{"ab":2,"ac":2,"ab":3}]`, ['duplicateKey $[1].ab']],
])('names that are repeated behind a long run: %s and %s', (legacy, candidate, expected) => {
  expect(found(compareJsonTexts(legacy, candidate))).toEqual(expected);
});
