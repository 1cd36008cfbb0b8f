import { expect, test } from 'vitest';
import { parseOptions } from '../options.ts';
import { workerOptions } from './worker-options.ts';

test('all workers together keep to the bound of the folder of spools that they share', () => {
  const options = parseOptions({
    ...{ legacy: 'http://127.0.0.1:1', candidate: 'http://127.0.0.1:2', dataDir: '/data', workers: 3 },
    limits: { spoolBytesMax: 1_000 },
  });
  const workers = [1, 2, 3].map((slot) => workerOptions(options, slot));
  expect(workers.map(({ spoolDir }) => spoolDir)).toEqual(Array(3).fill('/data/spools'));
  expect(workers.map(({ limits }) => limits.spoolBytesMax)).toEqual([333, 333, 333]);
});
