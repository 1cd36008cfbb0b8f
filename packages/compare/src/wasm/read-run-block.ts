import type { Expression, Statement } from './code.ts';
import {
  add,
  and,
  belowSigned,
  call,
  eq,
  hasOnes,
  isZero,
  leadingZeros,
  lessThan,
  load32,
  load128,
  narrow,
  ne,
  not,
  ones,
  or,
  shl,
  shr,
  sub,
  widen,
  without,
  xor,
} from './expressions.ts';
import { textAt } from './layout.ts';
import type { Local } from './module.ts';
import { brackets } from './read-run-brackets.ts';
import { grammar } from './read-run-grammar.ts';
import { numbers } from './read-run-numbers.ts';
import type { RunState } from './read-run-state.ts';
import {
  bitMask,
  bitsOf,
  column,
  fail,
  one64,
  takeBit,
  takeOut,
  vectorsOf,
  wrongIf,
} from './read-run-state.ts';
import { when, whileDo } from './statements.ts';

function prefixXor(bits: Local): Statement[] {
  return [1, 2, 4, 8, 16, 32].map((by) => bits.set(xor(bits, shl(bits, by))));
}

function specialsOf(
  vectors: readonly Expression[],
  blank: Expression,
  backslash: Expression,
): [Expression, ...Expression[]] {
  const [first, ...rest] = vectors.map((v) => or(belowSigned(v, blank), eq(v, backslash)));
  if (first === undefined) throw new Error('no vectors');
  return [first, ...rest];
}

/** Escapes and what is beyond ASCII, one by one; control characters are wrong wherever they stand. */
const specials = (at: RunState): Statement[] => [
  at.special.set(
    without(
      bitsOf(vectorsOf(at), (v) => or(belowSigned(v, at.blankByte), eq(v, at.backslashByte))),
      at.skip,
    ),
  ),
  at.quotes.set(without(at.quotes, at.skip)),
  at.skip.set(0),
  whileDo(
    'specials',
    ne(and(at.special, at.limit), 0),
    takeBit(at, at.special),
    at.position.set(add(at.base, narrow(at.bit))),
    at.length.set(call('characterLength', add(at.position, textAt))),
    when(isZero(at.length), wrongIf(at, bitMask(at)), at.length.set(1)),
    ...takeOut(at, [at.special, at.quotes], at.skip),
  ),
];

/** The next 64 bytes. */
export const oneBlock = (at: RunState): Statement[] => [
  at.address.set(add(at.base, textAt)),
  ...vectorsOf(at).map((v, index) => v.set(load128(at.address, 16 * index))),
  at.limit.set(-1),
  when(lessThan(sub(at.until, at.base), 64), at.limit.set(sub(shl(one64, widen(sub(at.until, at.base))), 1))),
  at.wrong.set(0),
  at.quotes.set(bitsOf(vectorsOf(at), (v) => eq(v, at.quoteByte))),
  when(
    or(hasOnes(or(...specialsOf(vectorsOf(at), at.blankByte, at.backslashByte))), ne(at.skip, 0)),
    ...specials(at),
  ),
  at.inside.set(at.quotes),
  ...prefixXor(at.inside),
  at.inside.set(xor(at.inside, at.insideCarry)),
  at.insideCarry.set(sub(0, shr(at.inside, 63))),
  // What stands outside of strings, for a moment.
  at.scalars.set(not(or(at.inside, at.quotes))),
  at.commas.set(
    and(
      bitsOf(vectorsOf(at), (v) => eq(v, at.commaByte)),
      at.scalars,
    ),
  ),
  at.colons.set(
    and(
      bitsOf(vectorsOf(at), (v) => eq(v, at.colonByte)),
      at.scalars,
    ),
  ),
  at.opens.set(
    and(
      bitsOf(vectorsOf(at), (v) => eq(or(v, at.blankByte), at.openByte)),
      at.scalars,
    ),
  ),
  at.closes.set(
    and(
      bitsOf(vectorsOf(at), (v) => eq(or(v, at.blankByte), at.closeByte)),
      at.scalars,
    ),
  ),
  at.scalars.set(without(at.scalars, or(at.commas, at.colons, at.opens, at.closes))),
  ...brackets(at),
  at.afterScalar.set(or(shl(at.scalars, 1), at.scalarsCarry)),
  at.scalarStarts.set(without(at.scalars, at.afterScalar)),
  when(ne(or(at.scalars, at.scalarsCarry), 0), ...numbers(at)),
  at.afterScalar.set(without(at.afterScalar, at.scalars)),
  at.scalarsCarry.set(shr(at.scalars, 63)),
  ...grammar(at),
  when(ne(and(at.wrong, at.limit), 0), fail),
  at.special.set(and(or(at.commas, at.colons, at.opens, at.closes), at.limit)),
  when(ne(at.special, 0), at.lastMark.set(add(at.base, sub(63, narrow(leadingZeros(at.special)))))),
  at.commasBefore.set(add(at.commasBefore, narrow(ones(and(at.commas, at.limit))))),
  at.context.set(sub(0, widen(load32(at.row, column('isObject'))))),
  at.masks.set(add(at.masks, 16)),
  at.base.set(add(at.base, 64)),
];
