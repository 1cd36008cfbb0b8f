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

/** Lends the memory until it is given back; who asks in between gets other memory. */
export function takeScratch(depthMax: number): Scratch {
  const scratch = spare ?? {
    text: new PaddedText(undefined, { withKernels: true }),
    tape: new Tape(),
    frames: new LockstepFrames(depthMax),
  };
  spare = null;
  if (scratch.frames.depthMax !== depthMax) scratch.frames = new LockstepFrames(depthMax);
  return scratch;
}

export function giveBack(scratch: Scratch): void {
  spare = scratch;
}

/** Gives back what only large texts needed, so that what is left behind is bounded. */
export function clear({ text, tape, frames }: Scratch): void {
  text.clear();
  tape.clear();
  frames.clear();
}
