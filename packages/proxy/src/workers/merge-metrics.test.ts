import { expect, test } from 'vitest';
import { mergeMetrics } from './merge-metrics.ts';

test('metrics of workers are one page, each family once, each sample with its worker', () => {
  const page = (count: number) =>
    [
      '# HELP a Some.',
      '# TYPE a counter',
      `a{route="GET /x y"} ${count}`,
      '# HELP b Other.',
      '# TYPE b gauge',
      `b ${count}`,
      '',
    ].join('\n');
  expect(
    mergeMetrics([
      { slot: 1, text: page(3) },
      { slot: 2, text: page(4) },
    ]).split('\n'),
  ).toEqual([
    '# HELP a Some.',
    '# TYPE a counter',
    'a{worker="1",route="GET /x y"} 3',
    'a{worker="2",route="GET /x y"} 4',
    '# HELP b Other.',
    '# TYPE b gauge',
    'b{worker="1"} 3',
    'b{worker="2"} 4',
    '',
  ]);
});
