import type { Expression, Statement } from './code.ts';
import {
  add,
  and,
  atLeast,
  eq,
  greaterThan,
  isZero,
  load32,
  narrow,
  ne,
  ones,
  or,
  shl,
  shr,
  sub,
  trailingZeros,
  widen,
  xor,
} from './expressions.ts';
import { segmentsAt, segmentsMax } from './layout.ts';
import type { RunState } from './read-run-state.ts';
import { cells, column, fail, rowBytes, text } from './read-run-state.ts';
import { block, goto, store32, when, whenElse, whileDo } from './statements.ts';

export const addCommas = (at: RunState): Statement[] => [
  store32(
    at.row,
    column('index'),
    add(load32(at.row, column('index')), sub(at.commasHere, cells.commasAtSegment)),
  ),
  cells.commasAtSegment.set(at.commasHere),
];
export const pushSegment = (at: RunState, end: Expression): Statement[] => [
  at.nextSegment.set(cells.segments),
  at.address.set(shl(at.nextSegment, 3)),
  store32(at.address, segmentsAt, cells.segmentStart),
  store32(at.address, segmentsAt + 4, end),
  at.nextSegment.set(add(at.nextSegment, cells.isObject)),
  cells.segments.set(at.nextSegment),
];

/** What a frame of this run has in common with its others is written down at the end, if it is still open then. */
const open = (at: RunState): Statement[] => [
  ...pushSegment(at, at.position),
  when(atLeast(at.nextSegment, segmentsMax), fail),
  ...addCommas(at),
  when(atLeast(at.row, at.depthMax), fail),
  at.row.set(add(at.row, rowBytes)),
  cells.innermost.set(at.row),
  // { and [ differ in this bit.
  at.isObject.set(and(shr(at.byte, 5), 1)),
  store32(at.row, column('isObject'), at.isObject),
  store32(at.row, column('start'), at.position),
  store32(at.row, column('index'), 0),
  store32(at.row, column('firstSegment'), at.nextSegment),
  at.opens.set(or(at.opens, at.lowest)),
];

const hasFound = (at: RunState) => ne(load32(at.row, column('total')), at.total);
const stopAfter = (at: RunState, bits: Expression): Statement[] => [
  at.limit.set(bits),
  cells.ended.set(1),
  goto('events done'),
];

/** Goes back to a frame that was open before the run. */
const leaveOuter = (at: RunState): Statement[] => [
  // Where something was found in it, it is not for the kernel to close it.
  when(hasFound(at), ...stopAfter(at, sub(at.lowest, 1))),
  cells.keptNames.set(load32(at.row, column('firstName'))),
  cells.shallowest.set(sub(at.row, rowBytes)),
  cells.segments.set(0),
  store32(sub(at.row, rowBytes), column('firstSegment'), 0),
];

const close = (at: RunState): Statement[] => [
  when(ne(at.byte, add(shl(cells.isObject, 5), 0x5d)), fail),
  whenElse(
    greaterThan(at.row, cells.shallowest),
    [cells.segments.set(load32(at.row, column('firstSegment')))],
    leaveOuter(at),
  ),
  at.row.set(sub(at.row, rowBytes)),
  cells.innermost.set(at.row),
  at.isObject.set(load32(at.row, column('isObject'))),
  cells.commasAtSegment.set(at.commasHere),
  when(
    atLeast(cells.shallowest, at.row),
    when(
      or(isZero(at.row), and(isZero(at.isObject), hasFound(at))),
      cells.isObject.set(at.isObject),
      cells.segmentStart.set(add(at.position, 1)),
      ...stopAfter(at, or(sub(at.lowest, 1), at.lowest)),
    ),
  ),
];

/** The containers that a block opens and closes. Stops before one is closed in which something was found. */
export const brackets = (at: RunState): Statement[] => [
  at.opens.set(0),
  at.context.set(sub(0, widen(cells.isObject))),
  at.events.set(and(at.brackets, at.limit)),
  block(
    'events done',
    whileDo(
      'events',
      ne(at.events, 0),
      at.row.set(cells.innermost),
      at.position.set(add(at.base, narrow(trailingZeros(at.events)))),
      at.byte.set(text(at.position)),
      at.lowest.set(sub(0, at.events)),
      at.above.set(or(at.lowest, at.events)),
      at.lowest.set(and(at.lowest, at.events)),
      at.commasHere.set(sub(at.commasSoFar, narrow(ones(and(at.commas, at.above))))),
      whenElse(eq(and(at.byte, 0x5f), 0x5b), open(at), close(at)),
      cells.isObject.set(at.isObject),
      cells.segmentStart.set(add(at.position, 1)),
      at.context.set(xor(at.context, and(xor(at.context, sub(0, widen(at.isObject))), at.above))),
      at.events.set(and(at.events, sub(at.events, 1))),
    ),
  ),
];
