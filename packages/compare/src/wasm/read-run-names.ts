import type { Statement } from './code.ts';
import {
  add,
  and,
  atLeast,
  greaterThan,
  isZero,
  lessThan,
  load32,
  load64,
  narrow,
  ne,
  shl,
  shr,
  sub,
  trailingZeros,
  widen,
} from './expressions.ts';
import { namesAt, namesMax, segmentsAt } from './layout.ts';
import type { RunState } from './read-run-state.ts';
import { column, fail, one64, rowOf } from './read-run-state.ts';
import { gotoIf, loop, store32, when, whileDo } from './statements.ts';

/** The first offsets (or those behind the last bytes) of the names in a segment, to every second place of `names`. */
const collect = (at: RunState, offset: number, plus: number): Statement[] => [
  at.names.set(at.length),
  at.base.set(and(sub(at.from, at.start), -64)),
  loop(
    'blocks',
    at.limit.set(load64(add(at.masks, shr(at.base, 2)), offset)),
    at.position.set(add(at.start, at.base)),
    when(
      greaterThan(at.from, at.position),
      at.limit.set(and(at.limit, shl(sub(sub(one64, one64), 1), widen(sub(at.from, at.position))))),
    ),
    when(
      lessThan(sub(at.to, at.position), 64),
      at.limit.set(and(at.limit, sub(shl(one64, widen(sub(at.to, at.position))), 1))),
    ),
    whileDo(
      'bits',
      ne(at.limit, 0),
      when(atLeast(at.names, namesMax - 2), fail),
      store32(
        shl(at.names, 2),
        namesAt + (offset === 0 ? 0 : 4),
        add(add(at.position, narrow(trailingZeros(at.limit))), plus),
      ),
      at.names.set(add(at.names, 2)),
      at.limit.set(and(at.limit, sub(at.limit, 1))),
    ),
    at.base.set(add(at.base, 64)),
    gotoIf('blocks', lessThan(add(at.start, at.base), at.to)),
  ),
];

/** The names met in the containers that are open at the end. */
export const collectNames = (at: RunState): Statement[] => [
  // `length` counts names here, `row` is the frame's.
  at.length.set(at.keptNames),
  at.frame.set(at.shallowest),
  when(isZero(at.frame), at.frame.set(1)),
  whileDo(
    'frames',
    lessThan(at.frame, add(at.depth, 1)),
    at.row.set(rowOf(at.frame)),
    when(greaterThan(at.frame, at.shallowest), store32(at.row, column('firstName'), at.length)),
    at.segmentsEnd.set(at.segments),
    when(lessThan(at.frame, at.depth), at.segmentsEnd.set(load32(at.row, column('firstSegment') + 64))),
    when(
      load32(at.row, column('isObject')),
      at.segment.set(load32(at.row, column('firstSegment'))),
      whileDo(
        'segments',
        lessThan(at.segment, at.segmentsEnd),
        at.from.set(load32(shl(at.segment, 3), segmentsAt)),
        at.to.set(load32(shl(at.segment, 3), segmentsAt + 4)),
        when(lessThan(at.from, at.to), ...collect(at, 0, 1), ...collect(at, 8, 0), at.length.set(at.names)),
        at.segment.set(add(at.segment, 1)),
      ),
    ),
    at.frame.set(add(at.frame, 1)),
  ),
];
