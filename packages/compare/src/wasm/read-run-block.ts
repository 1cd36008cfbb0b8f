import type { Expression, Statement } from './code.ts';
import {
  add,
  and,
  eq,
  lessThan,
  narrow,
  ne,
  not,
  ones,
  or,
  shl,
  shr,
  shrSigned,
  sub,
  widen,
  xor,
} from './expressions.ts';
import { maskBytes, textAt } from './layout.ts';
import type { Local } from './module.ts';
import { brackets } from './read-run-brackets.ts';
import { grammar } from './read-run-grammar.ts';
import { numbers } from './read-run-numbers.ts';
import { specials } from './read-run-specials.ts';
import type { RunState } from './read-run-state.ts';
import { bitsOf, loadVectors, one64, vectorsOf } from './read-run-state.ts';
import { store64, when } from './statements.ts';

function prefixXor(bits: Local): Statement[] {
  return [1, 2, 4, 8, 16, 32].map((by) => bits.set(xor(bits, shl(bits, by))));
}

const bytesThat = (at: RunState, what: (vector: Expression) => Expression) => bitsOf(vectorsOf(at), what);

/** The next 64 bytes. */
export const oneBlock = (at: RunState): Statement[] => [
  at.address.set(add(at.base, textAt)),
  ...loadVectors(at),
  when(lessThan(sub(at.until, at.base), 64), at.limit.set(sub(shl(one64, widen(sub(at.until, at.base))), 1))),
  at.wrong.set(0),
  at.quotes.set(bytesThat(at, (v) => eq(v, at.quoteByte))),
  at.commas.set(bytesThat(at, (v) => eq(v, at.commaByte))),
  at.colons.set(bytesThat(at, (v) => eq(v, at.colonByte))),
  // All four brackets, and a few others that may not stand outside of strings.
  at.brackets.set(bytesThat(at, (v) => eq(or(v, at.bracketBits), at.bracketByte))),
  ...specials(at),
  at.inside.set(at.quotes),
  ...prefixXor(at.inside),
  at.inside.set(xor(at.inside, at.insideCarry)),
  at.insideCarry.set(shrSigned(at.inside, 63)),
  at.texts.set(or(at.inside, at.quotes)),
  at.outside.set(not(at.texts)),
  at.commas.set(and(at.commas, at.outside)),
  at.colons.set(and(at.colons, at.outside)),
  at.brackets.set(and(at.brackets, at.outside)),
  at.marks.set(or(at.commas, at.colons, at.brackets)),
  at.scalars.set(xor(at.outside, at.marks)),
  at.commasSoFar.set(add(at.commasSoFar, narrow(ones(at.commas)))),
  ...brackets(at),
  at.scalarStarts.set(and(at.scalars, not(or(shl(at.scalars, 1), at.scalarCarry)))),
  when(ne(or(at.scalars, at.scalarCarry), 0), ...numbers(at)),
  at.scalarCarry.set(shr(at.scalars, 63)),
  ...grammar(at),
  store64(at.masks, 16, at.marks),
  at.masks.set(add(at.masks, maskBytes)),
  at.base.set(add(at.base, 64)),
];
