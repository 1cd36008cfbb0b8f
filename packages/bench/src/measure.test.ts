import { expect, test } from 'vitest';
import { swallow, swallowed } from './black-hole.ts';
import { type Contender, measure } from './measure.ts';
import { median } from './median.ts';

/** Work whose cost rises with `turns` and which cannot be foretold by the engine. */
function spin(name: string, turns: number): Contender {
  let state = 1;
  return {
    name,
    run() {
      for (let at = 0; at < turns; at += 1) state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 1;
      return state;
    },
  };
}

test('twenty times the work is measured as many times slower', () => {
  const [light, heavy] = measure([spin('light', 1_000), spin('heavy', 20_000)], { quick: true });
  expect(light?.name).toBe('light');
  const ratio = (heavy?.nsPerRun ?? 0) / (light?.nsPerRun ?? 1);
  expect(ratio).toBeGreaterThan(8);
  expect(ratio).toBeLessThan(50);
});

test('a contender that is slower than the budget is measured once and no more', () => {
  let runs = 0;
  const slow: Contender = {
    name: 'slow',
    run() {
      runs += 1;
      const untilMs = performance.now() + 30;
      while (performance.now() < untilMs) swallow(runs);
    },
  };
  const [measured] = measure([slow], { quick: true, budgetMs: 20 });
  expect(runs).toBeLessThanOrEqual(2);
  expect(measured?.samplesNs).toHaveLength(1);
  expect(measured?.nsPerRun).toBeGreaterThan(25e6);
});

test('each result is swallowed', () => {
  const before = swallowed();
  let runs = 0;
  measure([{ name: 'count', run: () => ++runs }], { quick: true, rounds: 1, sampleMs: 0.1 });
  expect(swallowed() - before).toBe(runs);
});

test('the median is the middle, or the mean of the middle two', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});
