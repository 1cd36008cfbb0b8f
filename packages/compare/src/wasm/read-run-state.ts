import { frameOf } from '../body/frame-row.ts';
import type { Expression, Statement } from './code.ts';
import { constant, highBits, load8, load128, or, shl, shr, widen } from './expressions.ts';
import { answersAt, rowsAt, textAt } from './layout.ts';
import { inMemory, type Local, type LocalsOf } from './module.ts';
import { giveBack } from './statements.ts';

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
    namesBefore: 'i32',
    masks: 'i32',
  },
  locals: {
    base: 'i32',
    address: 'i32',
    row: 'i32',
    nextSegment: 'i32',
    isObject: 'i32',
    position: 'i32',
    byte: 'i32',
    word: 'i32',
    length: 'i32',
    commasSoFar: 'i32',
    commasHere: 'i32',
    firstMasks: 'i32',
    names: 'i32',
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
    bracketBits: 'v128',
    bracketByte: 'v128',
    zeroByte: 'v128',
    minusByte: 'v128',
    pointByte: 'v128',
    digitShift: 'v128',
    belowDigits: 'v128',
    limit: 'i64',
    quotes: 'i64',
    commas: 'i64',
    colons: 'i64',
    brackets: 'i64',
    marks: 'i64',
    special: 'i64',
    skip: 'i64',
    bit: 'i64',
    span: 'i64',
    wrong: 'i64',
    inside: 'i64',
    insideCarry: 'i64',
    texts: 'i64',
    outside: 'i64',
    opens: 'i64',
    events: 'i64',
    lowest: 'i64',
    above: 'i64',
    context: 'i64',
    scalars: 'i64',
    scalarCarry: 'i64',
    scalarStarts: 'i64',
    starters: 'i64',
    mayStart: 'i64',
    mayStartCarry: 'i64',
    nameMayStart: 'i64',
    nameMayStartCarry: 'i64',
    textStarts: 'i64',
    nameStarts: 'i64',
    insideNameCarry: 'i64',
    afterName: 'i64',
    digits: 'i64',
    points: 'i64',
    minuses: 'i64',
    rest: 'i64',
    literalCarry: 'i64',
    afterMinus: 'i64',
    minusCarry: 'i64',
    afterPoint: 'i64',
    pointCarry: 'i64',
    fraction: 'i64',
    fractionCarry: 'i64',
    afterZero: 'i64',
    zeros: 'i64',
    zeroCarry: 'i64',
  },
} as const;

/**
 * What only brackets change lies in memory: it takes less time than to keep so many locals through each block. The first
 * three are the answers that go with the kernel's one number.
 */
const cellNames = [
  'innermost',
  'shallowest',
  'keptNames',
  'isObject',
  'segments',
  'segmentStart',
  'commasAtSegment',
  'ended',
] as const;
export const cells = inMemory(cellNames, answersAt);

/** The parameters and locals of the kernel, by name. */
export type RunState = LocalsOf<(typeof runTypes)['parameters'] & (typeof runTypes)['locals']>;

export const column = (name: keyof typeof frameOf) => rowsAt + 4 * frameOf[name];
/** The bytes of a frame's row: rows are told apart by where they begin. */
export const rowBytes = 64;
/** What the kernel answers where it cannot tell that a run is well-formed. */
export const fail = giveBack(-1);
export const one64 = constant('i64', 1);

/** Four vectors hold 64 bytes. */
type Four<Item> = readonly [Item, Item, Item, Item];
export const vectorsOf = (at: RunState): Four<Local> => [at.v0, at.v1, at.v2, at.v3];
export const vectorsAt = (address: Expression): Four<Expression> => [
  load128(address),
  load128(address, 16),
  load128(address, 32),
  load128(address, 48),
];
export const loadVectors = (at: RunState): Statement[] =>
  vectorsOf(at).map((vector, index) => vector.set(load128(at.address, 16 * index)));

/** The bits of 64 bytes, of which four vectors hold what is true of each. */
export function bitsOf(
  [v0, v1, v2, v3]: Four<Expression>,
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

export const wrongIf = (at: RunState, ...bits: [Expression, ...Expression[]]): Statement =>
  at.wrong.set(or(at.wrong, ...bits));
