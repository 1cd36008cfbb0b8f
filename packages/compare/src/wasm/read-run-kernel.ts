import { add, and, atLeast, constant, eq, isZero, lessThan, load32, or, sub, widen } from './expressions.ts';
import { answersAt } from './layout.ts';
import { define } from './module.ts';
import { oneBlock } from './read-run-block.ts';
import { addCommas, pushSegment } from './read-run-brackets.ts';
import { collectNames } from './read-run-names.ts';
import { column, rowOf, runTypes } from './read-run-state.ts';
import { giveBack, gotoIf, loop, store32, when } from './statements.ts';

export const readRunKernel = define('readRun', runTypes, (at) => {
  return [
    at.blankByte.set(0x20),
    at.backslashByte.set(0x5c),
    at.quoteByte.set(0x22),
    at.commaByte.set(0x2c),
    at.colonByte.set(0x3a),
    at.openByte.set(0x7b),
    at.closeByte.set(0x7d),
    at.zeroByte.set(0x30),
    at.minusByte.set(0x2d),
    at.pointByte.set(0x2e),
    at.nineByte.set(9),
    at.base.set(at.start),
    at.lastMark.set(sub(at.start, 1)),
    at.shallowest.set(at.depth),
    at.segmentStart.set(at.start),
    at.row.set(rowOf(at.depth)),
    store32(at.row, column('firstSegment'), 0),
    at.context.set(sub(0, widen(load32(at.row, column('isObject'))))),
    // What the token before the run was, by what is expected behind it.
    at.valueEndedCarry.set(widen(eq(at.expected, 0))),
    at.valueMayStartCarry.set(widen(or(eq(at.expected, 1), eq(at.expected, 2)))),
    at.nameMayStartCarry.set(widen(atLeast(at.expected, 3))),
    at.openCarry.set(widen(or(eq(at.expected, 2), eq(at.expected, 3)))),
    at.frame.set(at.masks),
    loop('blocks', ...oneBlock(at), gotoIf('blocks', and(isZero(at.ended), lessThan(at.base, at.until)))),
    at.masks.set(at.frame),
    when(
      at.depth,
      at.commasHere.set(at.commasBefore),
      at.row.set(rowOf(at.depth)),
      ...addCommas(at),
      ...pushSegment(at, add(at.lastMark, 1)),
    ),
    ...collectNames(at),
    store32(constant('i32', 0), answersAt, at.depth),
    store32(constant('i32', 0), answersAt + 4, at.shallowest),
    store32(constant('i32', 0), answersAt + 8, at.length),
    giveBack(add(at.lastMark, 1)),
  ];
});
