import { frameOf } from '../body/frame-row.ts';
import type { Expression, Statement } from './code.ts';
import {
  add,
  constant,
  greaterThan,
  highBits,
  load8,
  or,
  shl,
  shr,
  sub,
  trailingZeros,
  widen,
  without,
} from './expressions.ts';
import { rowsAt, textAt } from './layout.ts';
import type { Local, LocalsOf } from './module.ts';
import { giveBack, when } from './statements.ts';

export const runTypes = {
  parameters: {
    start: 'i32',
    until: 'i32',
    depth: 'i32',
    depthMax: 'i32',
    total: 'i32',
    hits: 'i32',
    ahead: 'i32',
    expected: 'i32',
    keptNames: 'i32',
    masks: 'i32',
  },
  locals: {
    base: 'i32',
    address: 'i32',
    row: 'i32',
    position: 'i32',
    byte: 'i32',
    length: 'i32',
    isObject: 'i32',
    shallowest: 'i32',
    segments: 'i32',
    segmentStart: 'i32',
    lastMark: 'i32',
    ended: 'i32',
    commasBefore: 'i32',
    commasAtSegment: 'i32',
    commasHere: 'i32',
    names: 'i32',
    frame: 'i32',
    segment: 'i32',
    segmentsEnd: 'i32',
    from: 'i32',
    to: 'i32',
    v0: 'v128',
    v1: 'v128',
    v2: 'v128',
    v3: 'v128',
    blankByte: 'v128',
    backslashByte: 'v128',
    quoteByte: 'v128',
    commaByte: 'v128',
    colonByte: 'v128',
    openByte: 'v128',
    closeByte: 'v128',
    zeroByte: 'v128',
    minusByte: 'v128',
    pointByte: 'v128',
    nineByte: 'v128',
    limit: 'i64',
    quotes: 'i64',
    special: 'i64',
    skip: 'i64',
    bit: 'i64',
    span: 'i64',
    wrong: 'i64',
    inside: 'i64',
    insideCarry: 'i64',
    commas: 'i64',
    colons: 'i64',
    opens: 'i64',
    closes: 'i64',
    events: 'i64',
    above: 'i64',
    context: 'i64',
    objectOpens: 'i64',
    scalars: 'i64',
    scalarStarts: 'i64',
    scalarsCarry: 'i64',
    afterScalar: 'i64',
    nameMayStart: 'i64',
    nameMayStartCarry: 'i64',
    valueMayStart: 'i64',
    valueMayStartCarry: 'i64',
    valueEnded: 'i64',
    valueEndedCarry: 'i64',
    afterOpen: 'i64',
    openCarry: 'i64',
    nameStarts: 'i64',
    nameEnds: 'i64',
    insideNameCarry: 'i64',
    afterName: 'i64',
    nameEndCarry: 'i64',
    digits: 'i64',
    minuses: 'i64',
    points: 'i64',
    zeros: 'i64',
    rest: 'i64',
    restSkip: 'i64',
    afterDigit: 'i64',
    digitCarry: 'i64',
    afterMinus: 'i64',
    minusCarry: 'i64',
    afterPoint: 'i64',
    pointCarry: 'i64',
    fraction: 'i64',
    fractionCarry: 'i64',
    afterZero: 'i64',
    zeroCarry: 'i64',
  },
} as const;

/** The parameters and locals of the kernel, by name. */
export type RunState = LocalsOf<(typeof runTypes)['parameters'] & (typeof runTypes)['locals']>;

export const column = (name: keyof typeof frameOf) => rowsAt + 4 * frameOf[name];
export const rowOf = (frame: Expression) => shl(frame, 6);
/** What the kernel answers where it cannot tell that a run is well-formed. */
export const fail = giveBack(-1);
export const one64 = constant('i64', 1);

/** The bits of 64 bytes, of which four vectors hold what is true of each. */
export function bitsOf(
  [v0, v1, v2, v3]: readonly [Expression, Expression, Expression, Expression],
  what: (vector: Expression) => Expression,
): Expression {
  const bits = (low: Expression, high: Expression) =>
    widen(or(highBits(what(low)), shl(highBits(what(high)), 16)));
  return or(bits(v0, v1), shl(bits(v2, v3), 32));
}

/** The bits one place on, and what the block before left; `carry` is then what this one leaves. */
export function after(target: Local, mask: Expression, carry: Local): Statement[] {
  return [target.set(or(shl(mask, 1), carry)), carry.set(shr(mask, 63))];
}

export const text = (position: Expression, offset = 0) => load8(position, textAt + offset);

/** The lowest bit of a mask, as an index and as a mask of its own. */
export const takeBit = (at: RunState, mask: Expression) => at.bit.set(trailingZeros(mask));
export const bitMask = (at: RunState) => shl(one64, at.bit);
export const wrongIf = (at: RunState, bits: Expression): Statement => at.wrong.set(or(at.wrong, bits));

/** Takes `length` bytes from `bit` on out of masks, in the next block too. */
export function takeOut(at: RunState, masks: readonly Local[], skip: Local): Statement[] {
  return [
    at.span.set(sub(shl(one64, widen(at.length)), 1)),
    ...masks.map((mask) => mask.set(without(mask, shl(at.span, at.bit)))),
    when(greaterThan(add(at.bit, widen(at.length)), 64), skip.set(shr(at.span, sub(64, at.bit)))),
  ];
}

export const vectorsOf = (at: RunState) => [at.v0, at.v1, at.v2, at.v3] as const;
