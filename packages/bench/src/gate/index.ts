import type { Bench } from '../bench.ts';
import { costRows } from './cost.ts';

export const bench: Bench = {
  name: 'gate',
  title: 'Gate and guard: what one observation and one judgement cost',
  async run(options) {
    return costRows(options);
  },
};
