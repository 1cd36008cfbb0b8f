import type { Bench } from '../bench.ts';
import { costRows } from './cost.ts';
import { delayRows, storyRows } from './promises.ts';

export const bench: Bench = {
  name: 'gate',
  title:
    'Gate and guard: what an observation and a judgement cost, and whether they keep what is stated of them',
  async run(options) {
    return [...costRows(options), ...delayRows(options), ...storyRows()];
  },
};
