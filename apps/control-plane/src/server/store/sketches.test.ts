import { LatencySketch } from '@delta-guard/protocol';
import { describe, expect, it } from 'vitest';
import { packSketches, unpackSketch, unpackSketches } from './sketches.ts';

const none = { overheadMs: null, addedMs: null, legacyMs: null, candidateMs: null };

describe('packed sketches', () => {
  it('come back as they were, each at its place', () => {
    const sketch = new LatencySketch();
    for (const valueMs of [-3, 0, 5, 5.01]) sketch.add(valueMs);
    const overheadMs = sketch.encode();
    const packed = packSketches({ ...none, overheadMs }) ?? new Uint8Array();
    expect(unpackSketches(packed)).toEqual({ ...none, overheadMs });
    expect(unpackSketch(packed, 'overheadMs')).toEqual(overheadMs);
    expect(unpackSketch(packed, 'addedMs')).toBeNull();
  });

  it('take no room where there is none', () => {
    expect(packSketches(none)).toBeNull();
  });

  it.each([[[1, 2, 3]], [[...Buffer.from('{}')]], [[...Buffer.from('null')]]])(
    'are nothing where the bytes are damaged: %j',
    (bytes) => {
      expect(unpackSketches(Uint8Array.from(bytes))).toBeNull();
    },
  );
});
