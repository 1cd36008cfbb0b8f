import type { Expression, Statement } from './code.ts';
import {
  add,
  and,
  atMost,
  eq,
  isZero,
  lessThan,
  load32,
  narrow,
  ne,
  or,
  shr,
  sub,
  widen,
  without,
} from './expressions.ts';
import { textAt } from './layout.ts';
import type { RunState } from './read-run-state.ts';
import { after, bitMask, bitsOf, takeBit, takeOut, text, vectorsOf, wrongIf } from './read-run-state.ts';
import { when, whileDo } from './statements.ts';

const ascii = (character: string) => character.charCodeAt(0);

const literal = (at: RunState): Statement[] => [
  at.position.set(add(at.base, narrow(at.bit))),
  at.length.set(0),
  when(
    or(eq(load32(at.position, textAt), 0x65757274), eq(load32(at.position, textAt), 0x6c6c756e)),
    at.length.set(4),
  ),
  when(
    and(eq(text(at.position), ascii('f')), eq(load32(at.position, textAt + 1), 0x65736c61)),
    at.length.set(5),
  ),
  when(
    or(isZero(at.length), isZero(narrow(and(shr(at.scalarStarts, at.bit), 1)))),
    wrongIf(at, bitMask(at)),
    at.length.set(1),
  ),
];

/** Numbers, digit by digit all at once, and literals one by one. */
export const numbers = (at: RunState): Statement[] => [
  at.digits.set(
    and(
      bitsOf(vectorsOf(at), (v) => belowTen(v, at.zeroByte, at.nineByte)),
      at.scalars,
    ),
  ),
  at.minuses.set(
    and(
      bitsOf(vectorsOf(at), (v) => eq(v, at.minusByte)),
      at.scalars,
    ),
  ),
  at.points.set(
    and(
      bitsOf(vectorsOf(at), (v) => eq(v, at.pointByte)),
      at.scalars,
    ),
  ),
  at.rest.set(without(at.scalars, or(at.digits, at.minuses, at.points, at.restSkip))),
  at.restSkip.set(0),
  whileDo(
    'literals',
    ne(and(at.rest, at.limit), 0),
    takeBit(at, at.rest),
    ...literal(at),
    ...takeOut(at, [at.rest], at.restSkip),
  ),
  ...after(at.afterDigit, at.digits, at.digitCarry),
  ...after(at.afterMinus, at.minuses, at.minusCarry),
  ...after(at.afterPoint, at.points, at.pointCarry),
  wrongIf(at, without(at.minuses, at.scalarStarts)),
  wrongIf(at, without(or(at.afterMinus, at.afterPoint), at.digits)),
  wrongIf(at, without(at.points, at.afterDigit)),
  wrongIf(at, without(at.digits, or(at.scalarStarts, at.afterDigit, at.afterMinus, at.afterPoint))),
  // A carry runs through the digits behind a point, and must not come upon another point.
  at.fraction.set(add(at.digits, or(and(at.afterPoint, at.digits), at.fractionCarry))),
  at.fractionCarry.set(widen(lessThan(at.fraction, at.digits))),
  wrongIf(at, and(without(at.fraction, at.digits), at.points)),
  at.zeros.set(
    and(
      bitsOf(vectorsOf(at), (v) => eq(v, at.zeroByte)),
      at.digits,
      or(at.scalarStarts, at.afterMinus),
    ),
  ),
  ...after(at.afterZero, at.zeros, at.zeroCarry),
  wrongIf(at, and(at.afterZero, at.digits)),
];

/** Whether a byte is a digit, for each of a vector. */
function belowTen(vector: Expression, zero: Expression, nine: Expression): Expression {
  return atMost(sub(vector, zero), nine);
}
