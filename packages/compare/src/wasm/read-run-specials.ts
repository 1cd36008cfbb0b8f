import type { Statement } from './code.ts';
import {
  add,
  and,
  belowSigned,
  call,
  eq,
  greaterThan,
  hasOnes,
  isZero,
  lowerSigned,
  narrow,
  ne,
  or,
  shl,
  shr,
  sub,
  trailingZeros,
  widen,
  without,
} from './expressions.ts';
import { textAt } from './layout.ts';
import { bitsOf, one64, type RunState, vectorsAt, wrongIf } from './read-run-state.ts';
import { block, goto, gotoIf, when, whileDo } from './statements.ts';

const oneByOne = (at: RunState): Statement[] => [
  at.special.set(
    without(
      bitsOf(vectorsAt(at.address), (v) => or(belowSigned(v, at.blankByte), eq(v, at.backslashByte))),
      at.skip,
    ),
  ),
  at.quotes.set(without(at.quotes, at.skip)),
  at.skip.set(0),
  whileDo(
    'specials',
    ne(and(at.special, at.limit), 0),
    at.bit.set(trailingZeros(at.special)),
    at.position.set(add(at.base, narrow(at.bit))),
    at.length.set(call('characterLength', add(at.position, textAt))),
    when(isZero(at.length), wrongIf(at, shl(one64, at.bit)), at.length.set(1)),
    // Its bytes are done with, in the next block too.
    at.span.set(sub(shl(one64, widen(at.length)), 1)),
    at.special.set(without(at.special, shl(at.span, at.bit))),
    at.quotes.set(without(at.quotes, shl(at.span, at.bit))),
    when(greaterThan(add(at.bit, widen(at.length)), 64), at.skip.set(shr(at.span, sub(64, at.bit)))),
  ),
];

const hasSpecial = (at: RunState) =>
  hasOnes(
    or(
      belowSigned(lowerSigned(lowerSigned(at.v0, at.v1), lowerSigned(at.v2, at.v3)), at.blankByte),
      eq(at.v0, at.backslashByte),
      eq(at.v1, at.backslashByte),
      eq(at.v2, at.backslashByte),
      eq(at.v3, at.backslashByte),
    ),
  );

/** Escapes and what is beyond ASCII, one by one; control characters are wrong wherever they stand. */
export const specials = (at: RunState): Statement[] => [
  block(
    'plain',
    block('special', gotoIf('special', hasSpecial(at)), gotoIf('special', ne(at.skip, 0)), goto('plain')),
    ...oneByOne(at),
  ),
];
