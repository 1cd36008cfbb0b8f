import type { Expression, Statement } from './code.ts';
import {
  add,
  and,
  atLeast,
  choose,
  eq,
  greaterThan,
  isZero,
  load32,
  narrow,
  ne,
  ones,
  or,
  shl,
  sub,
  widen,
  without,
} from './expressions.ts';
import { segmentsAt, segmentsMax } from './layout.ts';
import type { RunState } from './read-run-state.ts';
import { bitMask, column, fail, rowOf, takeBit, text } from './read-run-state.ts';
import { block, goto, store32, when, whenElse, whileDo } from './statements.ts';

const commasUntilBit = (at: RunState) =>
  add(at.commasBefore, narrow(ones(and(at.commas, sub(bitMask(at), 1)))));
export const addCommas = (at: RunState): Statement[] => [
  store32(
    at.row,
    column('index'),
    add(load32(at.row, column('index')), sub(at.commasHere, at.commasAtSegment)),
  ),
  at.commasAtSegment.set(at.commasHere),
];
export const pushSegment = (at: RunState, end: Expression): Statement[] => [
  at.address.set(shl(at.segments, 3)),
  store32(at.address, segmentsAt, at.segmentStart),
  store32(at.address, segmentsAt + 4, end),
  at.segments.set(add(at.segments, load32(at.row, column('isObject')))),
];

const open = (at: RunState): Statement[] => [
  ...pushSegment(at, at.position),
  when(atLeast(at.segments, segmentsMax), fail),
  ...addCommas(at),
  when(atLeast(at.depth, at.depthMax), fail),
  at.depth.set(add(at.depth, 1)),
  at.row.set(rowOf(at.depth)),
  at.isObject.set(eq(at.byte, 0x7b)),
  store32(at.row, column('isObject'), at.isObject),
  store32(at.row, column('start'), at.position),
  store32(at.row, column('ahead'), at.ahead),
  store32(at.row, column('index'), 0),
  store32(at.row, column('total'), at.total),
  store32(at.row, column('totalAtStart'), at.total),
  store32(at.row, column('hits'), at.hits),
  store32(at.row, column('differing'), 0),
  store32(at.row, column('firstSegment'), at.segments),
  at.objectOpens.set(or(at.objectOpens, shl(widen(at.isObject), at.bit))),
];

const stopAfter = (at: RunState): Statement[] => [
  at.limit.set(sub(shl(bitMask(at), 1), 1)),
  at.ended.set(1),
  goto('events done'),
];
const close = (at: RunState): Statement[] => [
  when(isZero(at.depth), fail),
  at.isObject.set(load32(at.row, column('isObject'))),
  when(ne(eq(at.byte, 0x7d), at.isObject), fail),
  when(
    ne(load32(at.row, column('total')), at.total),
    // Something was found in it: it is not for the kernel to close it.
    at.limit.set(sub(bitMask(at), 1)),
    at.ended.set(1),
    goto('events done'),
  ),
  whenElse(
    greaterThan(at.depth, at.shallowest),
    [at.segments.set(load32(at.row, column('firstSegment')))],
    [
      at.keptNames.set(load32(at.row, column('firstName'))),
      at.shallowest.set(sub(at.depth, 1)),
      at.segments.set(0),
      store32(sub(at.row, 64), column('firstSegment'), 0),
    ],
  ),
  at.depth.set(sub(at.depth, 1)),
  at.row.set(rowOf(at.depth)),
  at.commasAtSegment.set(at.commasHere),
  at.segmentStart.set(add(at.position, 1)),
  at.isObject.set(load32(at.row, column('isObject'))),
  when(
    or(isZero(at.depth), and(isZero(at.isObject), ne(load32(at.row, column('total')), at.total))),
    ...stopAfter(at),
  ),
];

/** The containers that a block opens and closes. Stops before one is closed in which something was found. */
export const brackets = (at: RunState): Statement[] => [
  at.objectOpens.set(0),
  at.events.set(and(or(at.opens, at.closes), at.limit)),
  block(
    'events done',
    whileDo(
      'events',
      ne(at.events, 0),
      takeBit(at, at.events),
      at.position.set(add(at.base, narrow(at.bit))),
      at.byte.set(text(at.position)),
      at.commasHere.set(commasUntilBit(at)),
      whenElse(
        eq(and(at.byte, 0x5f), 0x5b),
        [...open(at), at.segmentStart.set(add(at.position, 1))],
        close(at),
      ),
      at.above.set(shl(bitMask(at), 1)),
      at.above.set(sub(0, at.above)),
      at.context.set(choose(at.isObject, or(at.context, at.above), without(at.context, at.above))),
      at.events.set(and(at.events, sub(at.events, 1))),
    ),
  ),
];
