import { PaddedText } from '../json/padded-text.ts';
import { Tape } from '../json/tape.ts';
import { LockstepFrames } from './lockstep-frames.ts';

/** Memory that comparisons use one after the other, so that they need not ask for it each time. */
export interface Scratch {
  text: PaddedText;
  tape: Tape;
  frames: LockstepFrames;
}

let spare: Scratch | null = null;

/** Lends the memory for one call; a call within a call gets its own. What is left behind is bounded. */
export function withScratch<Result>(depthMax: number, use: (scratch: Scratch) => Result): Result {
  const scratch = spare ?? {
    text: new PaddedText(undefined, { withKernels: true }),
    tape: new Tape(),
    frames: new LockstepFrames(depthMax),
  };
  spare = null;
  if (scratch.frames.depthMax !== depthMax) scratch.frames = new LockstepFrames(depthMax);
  try {
    return use(scratch);
  } finally {
    scratch.text.clear();
    scratch.tape.clear();
    scratch.frames.clear();
    spare = scratch;
  }
}
