import type { Statement } from './code.ts';
import { add, and, lessThan, or, widen, without, xor } from './expressions.ts';
import type { RunState } from './read-run-state.ts';
import { after, wrongIf } from './read-run-state.ts';
import { store64 } from './statements.ts';

/** What may follow what. */
export const grammar = (at: RunState): Statement[] => [
  ...after(at.nameMayStart, or(at.objectOpens, and(at.commas, at.context)), at.nameMayStartCarry),
  ...after(
    at.valueMayStart,
    or(at.colons, without(at.opens, at.objectOpens), without(at.commas, at.context)),
    at.valueMayStartCarry,
  ),
  ...after(at.afterOpen, at.opens, at.openCarry),
  at.nameStarts.set(and(at.quotes, at.inside, at.nameMayStart)),
  // A carry runs from the first quote of a name to its last.
  at.nameEnds.set(add(at.inside, or(at.nameStarts, at.insideNameCarry))),
  at.insideNameCarry.set(widen(lessThan(at.nameEnds, at.inside))),
  at.nameEnds.set(without(at.nameEnds, at.inside)),
  store64(at.masks, 0, at.nameStarts),
  store64(at.masks, 8, at.nameEnds),
  ...after(at.valueEnded, or(without(at.quotes, or(at.inside, at.nameEnds)), at.closes), at.valueEndedCarry),
  at.valueEnded.set(or(at.valueEnded, at.afterScalar)),
  ...after(at.afterName, at.nameEnds, at.nameEndCarry),
  // What follows a value wrongly is a start, a comma or a colon where none may be.
  wrongIf(at, without(at.commas, at.valueEnded)),
  wrongIf(at, without(at.closes, or(at.valueEnded, at.afterOpen))),
  wrongIf(at, xor(at.colons, at.afterName)),
  wrongIf(
    at,
    without(
      or(without(and(at.quotes, at.inside), at.nameStarts), at.scalarStarts, at.opens),
      at.valueMayStart,
    ),
  ),
];
