import { describe, expect, test } from 'vitest';
import type { StoredBatch } from './batch.ts';
import { NumberedBatches } from './numbered-batches.ts';

function batch(seq: number): StoredBatch {
  return { seq, atMs: seq * 1_000, frame: 'x'.repeat(10) };
}

function three(): NumberedBatches {
  const numbers = new NumberedBatches();
  for (const seq of [1, 2, 3]) numbers.add(batch(seq));
  return numbers;
}

const looseSeqs = (numbers: NumberedBatches) => numbers.loose.map(({ seq }) => seq);

describe('numbered batches', () => {
  test('are counted until they are acked, and held whole until they are written', () => {
    const numbers = three();
    numbers.written(batch(1));
    expect([numbers.length, numbers.bytes, looseSeqs(numbers)]).toEqual([3, 30, [2, 3]]);
    numbers.ack(2);
    expect([numbers.firstSeq, numbers.length, numbers.bytes, looseSeqs(numbers)]).toEqual([3, 1, 10, [3]]);
    expect(numbers.oldestAtMs).toBe(3_000);
  });

  test('an ack that overtakes the write of its batch takes no other batch out of memory', () => {
    const numbers = three();
    numbers.ack(1);
    numbers.written(batch(1));
    expect(looseSeqs(numbers)).toEqual([2, 3]);
  });

  test('no ack goes past the last number', () => {
    const numbers = three();
    numbers.ack(1_000);
    expect([numbers.ackedSeq, numbers.length, numbers.bytes]).toEqual([3, 0, 0]);
  });

  test('what was given out never changes; what follows may be replaced by less', () => {
    const numbers = three();
    numbers.given(1);
    expect(numbers.firstChangeableSeq).toBe(2);
    numbers.replaceFrom(2, [{ seq: 2, atMs: 2_000, bytes: 4 }]);
    expect([numbers.nextSeq, numbers.length, numbers.bytes]).toEqual([3, 2, 14]);
  });
});
