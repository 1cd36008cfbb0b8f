import { describe, expect, it } from 'vitest';
import { packSketches, unpackSketches } from './sketches.ts';

const none = { overheadMs: null, addedMs: null, legacyMs: null, candidateMs: null };

describe('packed sketches', () => {
  it('come back as they were, each at its place', () => {
    const overhead = Buffer.alloc(2_000, 7);
    const candidate = Buffer.from([1, 2, 3]);
    const packed = packSketches({
      ...none,
      overheadMs: overhead.toString('base64'),
      candidateMs: candidate.toString('base64'),
    });
    expect(packed?.length).toBeLessThan(100);
    expect(unpackSketches(packed ?? new Uint8Array())).toEqual({
      ...none,
      overheadMs: overhead,
      candidateMs: candidate,
    });
  });

  it('take no room where there is none', () => {
    expect(packSketches(none)).toBeNull();
  });

  it('are nothing where the bytes are damaged', () => {
    expect(unpackSketches(new Uint8Array([1, 2, 3]))).toBeNull();
  });
});
