import { expect, test } from 'vitest';
import { pathChoices } from './rule-paths.ts';

test('one field offers to be ignored in every element, in this one, or wherever its name occurs', () => {
  expect(pathChoices('$.entries[2].bookedAt').map((choice) => choice.path)).toEqual([
    '$.entries[*].bookedAt',
    '$.entries[2].bookedAt',
    '$..bookedAt',
  ]);
  expect(pathChoices('$.requestId').map((choice) => choice.path)).toEqual(['$.requestId']);
});
