import { expect, test } from 'vitest';
import { parseTraceparent, withTraceparent } from './trace-context.ts';

const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];

test.each([
  [`00-${traceId}-${spanId}-01`, true],
  [`00-${traceId}-${spanId}-00`, false],
  [`00-${traceId}-${spanId}-03`, true],
  [`cc-${traceId}-${spanId}-01-later`, true],
])('%s is a trace context', (value, sampled) => {
  expect(parseTraceparent(value)).toEqual({ traceId, spanId, sampled });
});

test.each([
  '',
  'nonsense',
  `ff-${traceId}-${spanId}-01`,
  `00-${traceId}-${spanId}-01-more`,
  `00-${traceId.toUpperCase()}-${spanId}-01`,
  `00-${'0'.repeat(32)}-${spanId}-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
])('%j is none', (value) => {
  expect(parseTraceparent(value)).toBeNull();
});

test('a context stands where the first other one stood, and only once', () => {
  const context = { traceId, spanId, sampled: true };
  const value = `00-${traceId}-${spanId}-01`;
  expect(withTraceparent(['A', '1', 'Traceparent', 'x', 'traceparent', 'y', 'B', '2'], context)).toEqual([
    ...['A', '1', 'Traceparent', value, 'B', '2'],
  ]);
  expect(withTraceparent(['A', '1'], context)).toEqual(['A', '1', 'traceparent', value]);
});
