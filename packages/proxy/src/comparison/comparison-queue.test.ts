import { describe, expect, test } from 'vitest';
import { ComparisonQueue } from './comparison-queue.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function busyFor(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('the queue of comparisons', () => {
  test('runs jobs in the order they came, none before the present turn is over', async () => {
    const queue = new ComparisonQueue();
    const ran: number[] = [];
    for (let at = 0; at < 5; at += 1) queue.add(() => ran.push(at));
    expect(ran).toEqual([]);
    while (queue.length > 0) await turn();
    expect(ran).toEqual([0, 1, 2, 3, 4]);
  });

  test('lets sockets have their turn between slices', async () => {
    const queue = new ComparisonQueue();
    let ran = 0;
    for (let at = 0; at < 3; at += 1)
      queue.add(() => {
        busyFor(3);
        ran += 1;
      });
    await turn();
    expect(ran).toBe(1);
    expect(queue.length).toBe(2);
  });

  test('loses none and keeps their order where it is never empty, over thousands of jobs', async () => {
    const queue = new ComparisonQueue();
    const ran: number[] = [];
    let made = 0;
    const add = () => {
      const number = made;
      made += 1;
      queue.add(() => {
        ran.push(number);
        if (made < 6_000) add();
        if (number % 200 === 0) busyFor(2.5);
      });
    };
    for (let at = 0; at < 20; at += 1) add();
    while (queue.length > 0) await turn();
    expect(ran).toEqual(Array.from({ length: made }, (_, at) => at));
  });
});
