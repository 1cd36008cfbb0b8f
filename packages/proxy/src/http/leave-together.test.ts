import { beforeEach, describe, expect, test } from 'vitest';
import { ComparisonQueue } from '../comparison/comparison-queue.ts';
import { leaveTogether } from './leave-together.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

let left: number[] = [];

/** Answers of the present turn, and which of them wait. */
function answers(count: number): boolean[] {
  return Array.from({ length: count }, (_, at) => leaveTogether({ leave: () => left.push(at) }));
}

beforeEach(async () => {
  left = [];
  answers(0);
  await turn();
});

async function busyTurn(): Promise<void> {
  answers(4);
  await turn();
  left = [];
}

describe('answers of one turn', () => {
  test('do not wait while there are few', async () => {
    answers(3);
    await turn();
    expect(answers(3)).toEqual([false, false, false]);
    await turn();
    expect(left).toEqual([]);
  });

  test('leave together at its end, in order, where the turn before was busy', async () => {
    await busyTurn();
    expect(answers(5)).toEqual([true, true, true, true, true]);
    expect(left).toEqual([]);
    await turn();
    expect(left).toEqual([0, 1, 2, 3, 4]);
  });

  test('do not wait for more than 31 others', async () => {
    await busyTurn();
    answers(33);
    expect(left).toHaveLength(32);
    await turn();
    expect(left).toEqual(Array.from({ length: 33 }, (_, at) => at));
  });

  test('do not wait for comparisons that were due before them', async () => {
    await busyTurn();
    const queue = new ComparisonQueue();
    const seen: number[][] = [];
    queue.add(() => seen.push([...left]));
    answers(2);
    await turn();
    expect(seen).toEqual([[0, 1]]);
  });
});
