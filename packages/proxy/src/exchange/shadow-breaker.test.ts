import { describe, expect, test } from 'vitest';
import { ShadowBreaker } from './shadow-breaker.ts';

function breaker() {
  const now = { ms: 0 };
  const changes: string[] = [];
  const made = new ShadowBreaker({
    failures: 3,
    openMs: 100,
    openMsMax: 350,
    nowMs: () => now.ms,
    onChange: (state) => changes.push(state),
  });
  const fail = (times: number) => {
    for (let at = 0; at < times; at += 1) if (made.admit()) made.settle('failed');
  };
  return { made, now, changes, fail };
}

describe('the breaker of shadow calls', () => {
  test('opens after failures in a row; an answer in between starts the count anew', () => {
    const { made, changes, fail } = breaker();
    fail(2);
    made.settle('answered');
    fail(2);
    expect([made.isOpen, made.admit()]).toEqual([false, true]);
    fail(1);
    expect([made.isOpen, made.admit(), changes]).toEqual([true, false, ['open']]);
  });

  test('lets one call try after a while; its answer closes it', () => {
    const { made, now, changes, fail } = breaker();
    fail(3);
    now.ms = 100;
    expect([made.admit(), made.admit()]).toEqual([true, false]);
    made.settle('answered');
    expect([made.isOpen, made.admit(), changes]).toEqual([false, true, ['open', 'closed']]);
  });

  test('waits longer after each try that fails, up to a bound', () => {
    const { made, now, fail } = breaker();
    fail(3);
    const waits: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const from = now.ms;
      while (!made.admit()) now.ms += 50;
      waits.push(now.ms - from);
      made.settle('failed');
    }
    expect(waits).toEqual([100, 200, 350, 350]);
  });

  test('a try that was given up leaves room for the next; calls from before it opened say nothing', () => {
    const { made, now, fail } = breaker();
    fail(3);
    made.settle('failed');
    now.ms = 100;
    expect(made.admit()).toBe(true);
    made.settle('unknown');
    expect(made.admit()).toBe(true);
  });
});
