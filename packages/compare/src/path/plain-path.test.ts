import { expect, test } from 'vitest';
import { compareJsonTexts, found } from '../test-support/responses.ts';

const deep = Array.from({ length: 12 }, (_, at) => `level${at}`);
const nested = (value: string) => `${deep.map((name) => `{"${name}":`).join('')}${value}${'}'.repeat(12)}`;
const elements = (at: number, value: string) =>
  `[${Array.from({ length: at + 1 }, (_, index) => (index === at ? value : '0')).join(',')}]`;

test.each([
  ['{"a":1}', '{"a":2}', '$.a'],
  ['{"a_1":{"B2":1}}', '{"a_1":{"B2":2}}', '$.a_1.B2'],
  ['{"1a":1}', '{"1a":2}', "$['1a']"],
  ['{"":1}', '{"":2}', "$['']"],
  ['{"a b":1}', '{"a b":2}', "$['a b']"],
  ['{"é":1}', '{"é":2}', "$['é']"],
  ['{"\\u0061":1}', '{"\\u0061":2}', '$.a'],
  ['{"a\'b":1}', '{"a\'b":2}', "$['a\\'b']"],
  [nested('1'), nested('2'), `$.${deep.join('.')}`],
  [elements(9, '1'), elements(9, '2'), '$[9]'],
  [elements(10, '1'), elements(10, '2'), '$[10]'],
  [elements(105, '1'), elements(105, '2'), '$[105]'],
  [elements(999, '1'), elements(999, '2'), '$[999]'],
  [elements(1_000, '1'), elements(1_000, '2'), '$[1000]'],
  [`{"${'n'.repeat(37)}":1}`, `{"${'n'.repeat(37)}":2}`, `$.${'n'.repeat(37)}`],
  [`{"${'n'.repeat(38)}":1}`, `{"${'n'.repeat(38)}":2}`, `$.${'n'.repeat(38)}`],
  [`{"${'n'.repeat(39)}":1}`, `{"${'n'.repeat(39)}":2}`, `$.${'n'.repeat(39)}`],
])('the path from %s to %s is %s', (legacy, candidate, path) => {
  expect(found(compareJsonTexts(legacy, candidate))).toEqual([`value ${path}`]);
});
