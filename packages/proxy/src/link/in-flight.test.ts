import { limits } from '@delta-guard/protocol';
import { expect, test } from 'vitest';
import { InFlight } from './in-flight.ts';

test('few are sent ahead of their acks, and of large ones fewer', () => {
  const small = new InFlight();
  for (let seq = 1; seq <= limits.batchesInFlightMax; seq += 1) {
    expect(small.hasRoom).toBe(true);
    small.sent({ seq, frame: 'x' });
  }
  expect(small.hasRoom).toBe(false);
  small.acked(1);
  expect(small.hasRoom).toBe(true);

  const large = new InFlight();
  const frame = 'x'.repeat(limits.frameBytesMax / 2);
  large.sent({ seq: 1, frame });
  expect(large.hasRoom).toBe(true);
  large.sent({ seq: 2, frame });
  expect(large.hasRoom).toBe(false);
  large.acked(2);
  expect(large.hasRoom).toBe(true);
});
