import type { Statement } from './code.ts';
import {
  add,
  and,
  belowSigned,
  eq,
  isZero,
  lessThan,
  load32,
  narrow,
  ne,
  or,
  shr,
  sub,
  trailingZeros,
  widen,
  without,
} from './expressions.ts';
import { textAt } from './layout.ts';
import type { RunState } from './read-run-state.ts';
import { after, bitsOf, loadVectors, text, vectorsOf, wrongIf } from './read-run-state.ts';
import { when, whileDo } from './statements.ts';

const ascii = (character: string) => character.charCodeAt(0);

/** Whether a comma or a closing bracket stands there: what else may follow a literal is for plain code. */
const isEnded = (at: RunState) => or(eq(at.byte, 0x2c), eq(or(at.byte, 0x20), 0x7d));

/** `true`, `false` or `null`, to its end, at the beginning of a scalar; bits of the next one are left in `rest`. */
const literal = (at: RunState): Statement[] => [
  at.position.set(add(at.base, narrow(trailingZeros(at.rest)))),
  at.word.set(load32(at.position, textAt)),
  at.length.set(eq(at.word, 0x736c6166)),
  at.byte.set(text(add(at.position, at.length), 4)),
  at.span.set(and(at.rest, sub(0, at.rest))),
  when(
    isZero(
      and(
        or(
          eq(at.word, 0x65757274),
          eq(at.word, 0x6c6c756e),
          and(at.length, eq(text(at.position, 4), ascii('e'))),
        ),
        isEnded(at),
        ne(and(at.scalarStarts, at.span), 0),
      ),
    ),
    wrongIf(at, at.span),
  ),
  at.rest.set(and(at.rest, add(at.rest, at.span))),
];

/** What is neither digit nor point: a sign at the beginning, or a literal. */
const signsAndLiterals = (at: RunState): Statement[] => [
  at.minuses.set(
    and(
      bitsOf(vectorsOf(at), (v) => eq(v, at.minusByte)),
      at.scalars,
    ),
  ),
  at.rest.set(without(at.rest, at.minuses)),
  ...after(at.afterMinus, at.minuses, at.minusCarry),
  wrongIf(at, without(at.minuses, at.scalarStarts), without(at.afterMinus, at.digits)),
  // A literal of the block before goes on here.
  at.span.set(at.literalCarry),
  at.literalCarry.set(shr(at.rest, 63)),
  at.rest.set(and(at.rest, add(at.rest, at.span))),
  whileDo('literals', ne(and(at.rest, at.limit), 0), ...literal(at)),
];

/** Numbers, digit by digit all at once, and literals one by one. */
export const numbers = (at: RunState): Statement[] => [
  at.address.set(add(at.base, textAt)),
  ...loadVectors(at),
  at.digits.set(
    and(
      bitsOf(vectorsOf(at), (v) => belowSigned(at.belowDigits, add(v, at.digitShift))),
      at.scalars,
    ),
  ),
  at.points.set(
    and(
      bitsOf(vectorsOf(at), (v) => eq(v, at.pointByte)),
      at.scalars,
    ),
  ),
  at.rest.set(without(at.scalars, or(at.digits, at.points))),
  at.afterMinus.set(0),
  when(ne(or(at.rest, at.minusCarry, at.literalCarry), 0), ...signsAndLiterals(at)),
  ...after(at.afterPoint, at.points, at.pointCarry),
  // A carry runs through the digits behind a point, and must not come upon another point.
  at.fraction.set(add(at.digits, or(at.afterPoint, at.fractionCarry))),
  at.fractionCarry.set(widen(lessThan(at.fraction, at.digits))),
  at.zeros.set(
    and(
      bitsOf(vectorsOf(at), (v) => eq(v, at.zeroByte)),
      at.digits,
      or(at.scalarStarts, at.afterMinus),
    ),
  ),
  ...after(at.afterZero, at.zeros, at.zeroCarry),
  wrongIf(
    at,
    and(at.points, at.scalarStarts),
    without(at.afterPoint, at.digits),
    and(without(at.fraction, at.digits), at.points),
    and(at.afterZero, at.digits),
  ),
];
