import { fleetWindow } from '@delta-guard/gate';
import { expect, it } from 'vitest';
import { type OldestTally, windowFrom } from './window-from.ts';

/** Seconds of different weight, some of them told twice, as by two builds or revisions. */
const tallies: OldestTally[] = [0, 0, 1, 3, 3, 3, 4, 7, 9, 9, 20, 21].map((second, at) => {
  const mismatches = at % 4 === 0 ? 2 : 0;
  return { second, comparisons: ((at * 7) % 11) + mismatches, mismatches };
});

const newestFirst = tallies.toReversed();

function sumOf(rows: readonly OldestTally[]) {
  const sum = (of: 'comparisons' | 'mismatches') => rows.reduce((total, row) => total + row[of], 0);
  return { comparisons: sum('comparisons'), mismatches: sum('mismatches') };
}

it('a window from a sum and its oldest tallies is the one that the gate defines, at every size, or not told', () => {
  const total = sumOf(tallies).comparisons;
  for (let read = 1; read <= tallies.length; read += 1) {
    const sizes = Array.from({ length: total }, (_, at) => at + 1);
    const told = sizes.filter((size) => {
      const window = windowFrom(sumOf(tallies), size, tallies.slice(0, read));
      if (window !== null)
        expect({ size, ...fleetWindow(newestFirst, size) }).toMatchObject({ size, ...window });
      return window !== null;
    });
    // The more was read, the smaller windows can be told.
    expect(told.length).toBeGreaterThanOrEqual(sumOf(tallies.slice(0, read)).comparisons);
  }
});

it('is not told where the last second that was read may have more tallies', () => {
  const oldest = [{ second: 1, comparisons: 2, mismatches: 1 }];
  expect(windowFrom({ comparisons: 12, mismatches: 1 }, 10, oldest)).toBeNull();
  expect(windowFrom({ comparisons: 11, mismatches: 1 }, 10, oldest)).toEqual({
    comparisons: 11,
    mismatches: 1,
  });
  expect(windowFrom({ comparisons: 9, mismatches: 1 }, 10, oldest)).toBeNull();
});
