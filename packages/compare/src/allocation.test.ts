import { memoryUsage } from 'node:process';
import { expect, test } from 'vitest';
import { compareResponses } from './compare-responses.ts';
import { noRules } from './rules/compile-rules.ts';
import { json } from './test-support/responses.ts';

const runs = 51;
/** What V8 hands out at a time, a few times over; far below the smallest copy of the body or list of its members. */
const noiseBytes = 128 * 1024;

/** An array of so many small objects, twice, in memory of its own. */
function equalPair(elements: number) {
  const text = JSON.stringify(
    Array.from({ length: elements }, (_, id) => ({ id, name: `n${id}`, on: true })),
  );
  return { legacy: json(text), candidate: json(text) };
}

/** Median of what one comparison takes of the heap and of buffers, before anything is collected. */
function bytesTaken({ legacy, candidate }: ReturnType<typeof equalPair>): number {
  const used = () => {
    const { heapUsed, arrayBuffers } = memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const taken: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const before = used();
    const { verdict } = compareResponses(legacy, candidate, noRules);
    taken.push(used() - before);
    expect(verdict).toBe('match');
  }
  return taken.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0;
}

test('what a comparison of equal bodies allocates does not grow with them', () => {
  const [small, large] = [equalPair(10), equalPair(200_000)];
  expect(large.legacy.body.length).toBeGreaterThan(7_000_000);
  expect(large.legacy.body.buffer).not.toBe(large.candidate.body.buffer);
  expect(bytesTaken(large) - bytesTaken(small)).toBeLessThan(noiseBytes);
});
