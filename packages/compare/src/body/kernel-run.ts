import type { Findings } from '../findings.ts';
import type { Kernels } from '../wasm/kernels.ts';
import { kernelUse } from '../wasm/kernels.ts';
import { frameOf, frameShift } from './frame-row.ts';
import { expect, type LockstepCursor } from './lockstep-cursor.ts';

/** Frames are told by where their rows begin, in bytes. */
const rowBytesShift = frameShift + 2;

export type KernelRun = 'read' | 'tooShort' | 'odd';

/**
 * Reads the first text as far as both are the same, as `readEqualRun` does, by a kernel. `odd` where the run is malformed
 * or written in a way that the kernel does not know; frames are then no longer what they were.
 */
export function readRunByKernel(
  cursor: LockstepCursor,
  kernels: Kernels,
  { findings, depthMax }: { findings: Findings; depthMax: number },
): KernelRun {
  const { frames, depth } = cursor;
  const start = cursor.atA;
  if (cursor.equalUntil - start < kernelUse.runBytesMin || frames.names !== kernels.names) return 'tooShort';
  // The element before may differ, which is for the arrays themselves to count.
  if (!frames.isObject(depth) && frames.get(depth, frameOf.total) !== findings.total && depth > 0)
    return 'tooShort';
  const { total, hits } = findings;
  const ahead = cursor.atB - start;
  const at = kernels.run.readRun(
    start,
    cursor.equalUntil,
    depth,
    depthMax,
    total,
    hits,
    ahead,
    cursor.expect,
    frames.nameCount,
    kernels.masksAt,
  );
  if (at < 0) return 'odd';
  // By index: taking a typed array apart takes longer.
  const { answers } = kernels;
  const newDepth = (answers[0] ?? 0) >> rowBytesShift;
  const shallowest = (answers[1] ?? 0) >> rowBytesShift;
  if (at > start) cursor.expect = expectedAfter(cursor.text.bytes[at - 1] ?? 0, frames.isObject(newDepth));
  cursor.atA = at;
  cursor.atB = at + ahead;
  cursor.depth = newDepth;
  if (cursor.states.length > shallowest) cursor.states.length = shallowest;
  frames.nameCount = answers[2] ?? 0;
  return 'read';
}

function expectedAfter(mark: number, inObject: boolean): number {
  switch (mark) {
    case 0x7b:
      return expect.firstMember;
    case 0x5b:
      return expect.firstElement;
    case 0x2c:
      return inObject ? expect.member : expect.value;
    case 0x3a:
      return expect.value;
    default:
      return expect.after;
  }
}
