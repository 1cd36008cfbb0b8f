import {
  add,
  and,
  atLeast,
  isZero,
  leadingZeros,
  lessThan,
  load32,
  load64,
  narrow,
  ne,
  not,
  ones,
  shl,
  sub,
  widen,
} from './expressions.ts';
import { maskBytes } from './layout.ts';
import { define } from './module.ts';
import { oneBlock } from './read-run-block.ts';
import { addCommas, pushSegment } from './read-run-brackets.ts';
import { collectNames } from './read-run-names.ts';
import { cells, column, fail, type RunState, rowBytes, runTypes, text } from './read-run-state.ts';
import { giveBack, gotoIf, loop, store32, when, whileDo } from './statements.ts';

const rowOf = (depth: RunState['depth']) => shl(depth, Math.log2(rowBytes));

const begin = (at: RunState) => [
  // A scalar that is a whole text may not be followed by anything.
  when(and(isZero(at.depth), ne(and(text(at.start), 0x5f), 0x5b)), fail),
  at.blankByte.set(0x20),
  at.backslashByte.set(0x5c),
  at.quoteByte.set(0x22),
  at.commaByte.set(0x2c),
  at.colonByte.set(0x3a),
  at.bracketBits.set(0x26),
  at.bracketByte.set(0x7f),
  at.zeroByte.set(0x30),
  at.minusByte.set(0x2d),
  at.pointByte.set(0x2e),
  // Digits become the highest of bytes with their sign.
  at.digitShift.set(0x7f - 0x39),
  at.belowDigits.set(0x7f - 10),
  at.limit.set(-1),
  at.base.set(at.start),
  at.row.set(rowOf(at.depth)),
  cells.innermost.set(at.row),
  cells.shallowest.set(at.row),
  cells.keptNames.set(at.namesBefore),
  cells.isObject.set(load32(at.row, column('isObject'))),
  cells.segments.set(0),
  cells.segmentStart.set(at.start),
  cells.commasAtSegment.set(0),
  cells.ended.set(0),
  at.depthMax.set(rowOf(at.depthMax)),
  store32(at.row, column('firstSegment'), 0),
  // What the token before the run was, by what is expected behind it.
  at.mayStartCarry.set(widen(ne(at.expected, 0))),
  at.nameMayStartCarry.set(widen(atLeast(at.expected, 3))),
  at.firstMasks.set(at.masks),
];

/** Sets `until` behind the last mark of the run. */
const findEnd = (at: RunState) => [
  at.marks.set(and(at.marks, at.limit)),
  at.base.set(sub(at.base, 64)),
  whileDo(
    'empty blocks',
    and(isZero(at.marks), lessThan(at.start, at.base)),
    at.base.set(sub(at.base, 64)),
    at.masks.set(sub(at.masks, maskBytes)),
    at.marks.set(load64(sub(at.masks, maskBytes), 16)),
  ),
  at.until.set(sub(add(at.base, 64), narrow(leadingZeros(at.marks)))),
];

export const readRunKernel = define('readRun', runTypes, (at) => [
  ...begin(at),
  loop('blocks', ...oneBlock(at), when(isZero(cells.ended), gotoIf('blocks', lessThan(at.base, at.until)))),
  at.commasHere.set(sub(at.commasSoFar, narrow(ones(and(at.commas, not(at.limit)))))),
  ...findEnd(at),
  at.row.set(cells.innermost),
  when(at.row, ...addCommas(at), ...pushSegment(at, at.until)),
  at.masks.set(at.firstMasks),
  ...collectNames(at),
  giveBack(at.until),
]);
