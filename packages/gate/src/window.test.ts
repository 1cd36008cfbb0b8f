import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ComparisonWindow, fleetWindow, type SecondCounts } from './window.ts';

test('a window holds exactly the last N comparisons', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.boolean(), { maxLength: 100 }),
      (size, verdicts) => {
        const window = new ComparisonWindow(size);
        verdicts.forEach((mismatch, at) => {
          window.add(mismatch);
          const last = verdicts.slice(Math.max(0, at + 1 - size), at + 1);
          expect(window.counts).toEqual({
            comparisons: last.length,
            mismatches: last.filter(Boolean).length,
          });
        });
      },
    ),
  );
});

test('a cleared window is as new', () => {
  const window = new ComparisonWindow(3);
  for (const mismatch of [true, true, false, true]) window.add(mismatch);
  window.clear();
  expect(window.counts).toEqual({ comparisons: 0, mismatches: 0 });
  window.add(false);
  expect(window.counts).toEqual({ comparisons: 1, mismatches: 0 });
});

test.each([0, -1, 1.5, Number.NaN])('a window of %d comparisons is refused', (size) => {
  expect(() => new ComparisonWindow(size)).toThrow(RangeError);
});

const second = (at: number, comparisons: number, mismatches = 0): SecondCounts => ({
  second: at,
  comparisons,
  mismatches,
});

test('the window of a fleet is the newest whole seconds that hold enough', () => {
  const rows = [second(10, 40, 1), second(9, 40), second(8, 40, 2), second(7, 40, 9)];
  expect(fleetWindow(rows, 100)).toEqual({ comparisons: 120, mismatches: 3, full: true, fromSecond: 8 });
});

test('a second that several instances counted is taken whole, or not at all', () => {
  const rows = [second(10, 60), second(10, 60, 4), second(9, 60, 8)];
  expect(fleetWindow(rows, 60)).toEqual({ comparisons: 120, mismatches: 4, full: true, fromSecond: 10 });
});

test('too few comparisons leave it not full', () => {
  expect(fleetWindow([second(3, 5, 1), second(1, 5)], 11)).toEqual({
    comparisons: 10,
    mismatches: 1,
    full: false,
    fromSecond: 1,
  });
  expect(fleetWindow([], 1)).toEqual({ comparisons: 0, mismatches: 0, full: false, fromSecond: null });
});

test('rows in a wrong order are refused instead of counted wrongly', () => {
  expect(() => fleetWindow([second(1, 1), second(2, 1)], 10)).toThrow('newest first');
});

test('it reads no further than it needs', () => {
  let read = 0;
  function* endless(): Generator<SecondCounts> {
    for (let at = 1_000_000; ; at -= 1) {
      read += 1;
      yield second(at, 10);
    }
  }
  expect(fleetWindow(endless(), 1_000).comparisons).toBe(1_000);
  expect(read).toBe(101);
});
