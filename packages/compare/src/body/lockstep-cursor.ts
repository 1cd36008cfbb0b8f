import type { PaddedText } from '../json/padded-text.ts';
import { decodeString } from '../json/scan-string.ts';
import { PlainPath } from '../path/plain-path.ts';
import { memberSegment } from '../path/write-path.ts';
import type { BodyRules, RuleState } from '../rules/body-rules.ts';
import { frameOf } from './frame-row.ts';
import type { LockstepFrames } from './lockstep-frames.ts';

/** What is expected next. */
export const expect = { after: 0, value: 1, firstElement: 2, firstMember: 3, member: 4 } as const;

const plainPath = new PlainPath();

/** A place in two texts that are read side by side: how far each was read, inside which containers. */
export class LockstepCursor {
  readonly text: PaddedText;
  readonly frames: LockstepFrames;
  readonly rules: BodyRules;
  atA: number;
  atB: number;
  /** Up to here, in the first text, both are known to be the same, byte by byte. */
  equalUntil: number;
  expect: number = expect.value;
  depth = 0;
  /** States of the open frames, as far as they were asked for. */
  readonly states: RuleState[] = [];

  constructor(
    on: { text: PaddedText; frames: LockstepFrames; rules: BodyRules },
    at: { atA: number; atB: number; equalUntil: number },
  ) {
    this.text = on.text;
    this.frames = on.frames;
    this.rules = on.rules;
    this.atA = at.atA;
    this.atB = at.atB;
    this.equalUntil = at.equalUntil;
  }

  /** Goes on behind a frame. */
  leave(frame: number, atA: number, atB: number): void {
    this.frames.nameCount = this.frames.get(frame, frameOf.firstName);
    this.depth = frame - 1;
    if (this.states.length > this.depth) this.states.length = this.depth;
    this.atA = atA;
    this.atB = atB;
    this.expect = expect.after;
  }

  /** Finds the states of the open frames; the first array among them that must be compared as a whole, else 0. */
  resolveStates(until: number): number {
    const states = this.states;
    if (this.rules.root.id === 0) return 0;
    while (states.length < until) {
      const frame = states.length + 1;
      const state = frame === 1 ? this.rules.root : this.#stateBelow(frame - 1);
      states.push(state);
      if (!this.frames.isObject(frame) && (state.positional || state.unordered.length > 0)) return frame;
    }
    return 0;
  }

  childState(): RuleState {
    if (this.depth === 0 || this.rules.root.id === 0) return this.rules.root;
    return this.#stateBelow(this.depth);
  }

  /** The state of the child at which a frame stands. */
  #stateBelow(frame: number): RuleState {
    const state = this.states[frame - 1] ?? this.rules.root;
    if (!this.frames.isObject(frame)) return state.element(0, 1, 1);
    return state.member(this.#nameIn(frame));
  }

  #nameIn(frame: number): string {
    const [start, end] = this.frames.currentName(frame, this.depth);
    return decodeString(this.text.bytes, start, end);
  }

  /** The path of a frame, or of the value below the innermost one. */
  path(frame: number): string {
    plainPath.begin();
    for (let outer = 1; outer < frame; outer += 1) {
      if (!this.frames.isObject(outer)) plainPath.element(this.frames.get(outer, frameOf.index));
      else plainPath.member(this.text.bytes, ...this.frames.currentName(outer, this.depth));
    }
    return plainPath.text() ?? this.#longPath(frame);
  }

  #longPath(frame: number): string {
    let path = '$';
    for (let outer = 1; outer < frame; outer += 1) {
      const isObject = this.frames.isObject(outer);
      path += isObject ? memberSegment(this.#nameIn(outer)) : `[${this.frames.get(outer, frameOf.index)}]`;
    }
    return path;
  }
}
