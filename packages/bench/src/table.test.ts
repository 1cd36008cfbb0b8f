import { expect, test } from 'vitest';
import { limitRow, timeRows } from './rows.ts';
import { table } from './table.ts';

const measured = (name: string, nsPerRun: number) => ({ name, nsPerRun, samplesNs: [nsPerRun] });

test('the first measured is ours, and the ratio says how many times better it is', () => {
  expect(timeRows('10KB/one', [measured('ours', 50), measured('a', 500), measured('b', 25)])).toEqual([
    { case: '10KB/one', peer: 'a', ours: 50, theirs: 500, unit: 'ns', ratio: 10 },
    { case: '10KB/one', peer: 'b', ours: 50, theirs: 25, unit: 'ns', ratio: 0.5 },
  ]);
});

test('a limit is a peer as well', () => {
  expect(limitRow('x', measured('x', 50), 200)).toMatchObject({ peer: 'limit', theirs: 200, ratio: 4 });
});

test('a table has its words to the left and its figures to the right', () => {
  const row = { case: 'one', peer: 'limit', ours: 9.234, theirs: 12_345, unit: 'ns', ratio: 1336.9 };
  expect(table([row])).toBe(
    ['case  peer   ours  theirs  unit   ratio', 'one   limit  9.23  12,345  ns    1,337x'].join('\n'),
  );
});
