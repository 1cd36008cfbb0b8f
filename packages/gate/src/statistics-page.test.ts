import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { classicalUpper } from './clopper-pearson.ts';
import { alphaOfEpoch, comparisonsNeeded, upperBound } from './evidence.ts';
import { countInWords, percentInWords } from './figures-in-words.ts';
import { promotionProbability } from './simulation/false-promotion.ts';
import { cleanWindowProbability } from './simulation/story-rule.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/statistics.md'), 'utf8');
const theta = 1e-4;
const first = alphaOfEpoch(0.05, 1);

/** The cells after the first of the only row of the page that begins with these cells. */
function row(...start: string[]): string[] {
  const prefix = `| ${start.join(' | ')} |`;
  const found = page.split('\n').filter((line) => line.startsWith(prefix));
  expect(found, prefix).toHaveLength(1);
  return (found[0] ?? '')
    .slice(prefix.length)
    .split('|')
    .slice(0, -1)
    .map((cell) => cell.trim());
}

const mismatches = [0, 1, 2, 3, 4, 5, 10];

test.each([
  ['comparisons, first epoch', first],
  ['alpha 0.05', 0.05],
  ['alpha 0.01', 0.01],
])('the comparisons needed in row "%s" are those that are computed', (name, alpha) => {
  expect(row(name)).toEqual(mismatches.map((k) => countInWords(comparisonsNeeded(k, theta, alpha))));
});

test('the comparisons needed by epoch are those that are computed', () => {
  const ordinals = row('epoch').map((cell) => Number(cell.replace(',', '')));
  expect(ordinals).toHaveLength(8);
  const needed = ordinals.map((ordinal) => comparisonsNeeded(0, theta, alphaOfEpoch(0.05, ordinal)));
  expect(row('clean comparisons needed')).toEqual(needed.map(countInWords));
});

test.each([
  ['pairs, alpha 0.05', 0.05],
  ['pairs, first epoch', first],
])('the pairs needed in row "%s" are those that are computed', (name, alpha) => {
  const needed = [0, 1, 2, 5, 10, 50].map((exceedances) => comparisonsNeeded(exceedances, 0.01, alpha));
  expect(row(name)).toEqual(needed.map(countInWords));
});

test.each([
  ['0 %', 0],
  ['0.001 %', 1e-5],
  ['0.002 %', 2e-5],
  ['0.005 %', 5e-5],
  ['0.01 % (the limit)', 1e-4],
])('the chances of a candidate at %s are those that are computed', (name, rate) => {
  const chances = [50_000, 100_000, 200_000, 500_000, 1_000_000].map((comparisons) =>
    promotionProbability({ rateLimit: theta, alpha: first }, rate, comparisons).toFixed(3),
  );
  expect(row(name)).toEqual(chances);
});

test.each([
  ['0.01 %', 1e-4],
  ['0.02 %', 2e-4],
  ['0.03 %', 3e-4],
])('what the rule of the window lets through at %s is what is computed', (name, rate) => {
  const windows = [100_000, 1_000_000].map((n) => cleanWindowProbability(10_000, rate, n).toFixed(3));
  const ours = promotionProbability({ rateLimit: theta, alpha: first }, rate, 1_000_000).toFixed(3);
  expect(row(name, windows[0] ?? '')).toEqual([windows[1], ours]);
});

test.each([
  [0, 10_000],
  [1, 10_000],
  [5, 10_000],
  [3, 100_000],
  [10, 1_000_000],
])('the bounds of %d in %d are those that are computed', (k, n) => {
  const bounds = [classicalUpper(n, k, 0.05), upperBound(n, k, 0.05), upperBound(n, k, first)];
  expect(row(`${k} in ${countInWords(n)}`)).toEqual(bounds.map((bound) => percentInWords(bound)));
});
