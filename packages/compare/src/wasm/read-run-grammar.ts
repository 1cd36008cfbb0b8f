import type { Statement } from './code.ts';
import { add, and, eq, lessThan, ne, or, shl, widen, without, xor } from './expressions.ts';
import type { RunState } from './read-run-state.ts';
import { after, fail, text, wrongIf } from './read-run-state.ts';
import { store64, when } from './statements.ts';

/** Where a container ends that has just begun, and so nothing starts behind the bracket. */
const endsAtOnce = (at: RunState): Statement[] => [
  at.byte.set(or(eq(at.expected, 2), eq(at.expected, 3))),
  // What stands before this block, the second one of the run or a later one, is known by its byte.
  when(lessThan(at.start, at.base), at.byte.set(eq(and(text(at.base, -1), 0x5f), 0x5b))),
  at.wrong.set(
    without(at.wrong, and(or(shl(at.opens, 1), widen(at.byte)), without(at.brackets, at.opens), at.mayStart)),
  ),
];

/** What may follow what, there being no blanks: behind a comma, a colon or an opening bracket something starts, and nowhere else. */
export const grammar = (at: RunState): Statement[] => [
  at.starters.set(or(at.opens, at.commas)),
  ...after(at.mayStart, or(at.starters, at.colons), at.mayStartCarry),
  ...after(at.nameMayStart, and(at.starters, at.context), at.nameMayStartCarry),
  at.textStarts.set(and(at.quotes, at.inside)),
  at.nameStarts.set(and(at.textStarts, at.nameMayStart)),
  // A carry runs from the first quote of a name to behind its last.
  at.afterName.set(add(at.texts, or(at.nameStarts, at.insideNameCarry))),
  at.insideNameCarry.set(widen(lessThan(at.afterName, at.texts))),
  at.afterName.set(and(at.afterName, at.outside)),
  store64(at.masks, 0, at.nameStarts),
  store64(at.masks, 8, at.afterName),
  // Scalars and opened containers, which no name may be.
  at.starters.set(or(at.scalarStarts, at.opens)),
  wrongIf(
    at,
    and(at.starters, at.nameMayStart),
    xor(at.colons, at.afterName),
    xor(at.mayStart, or(at.starters, at.textStarts)),
  ),
  when(ne(and(at.wrong, at.limit), 0), ...endsAtOnce(at), when(ne(and(at.wrong, at.limit), 0), fail)),
];
