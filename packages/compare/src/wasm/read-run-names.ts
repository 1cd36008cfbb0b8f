import type { Statement } from './code.ts';
import {
  add,
  and,
  atLeast,
  constant,
  greaterThan,
  isZero,
  lessThan,
  load32,
  load64,
  mul,
  narrow,
  ne,
  shl,
  shr,
  sub,
  trailingZeros,
  widen,
} from './expressions.ts';
import { maskBytes, namesAt, namesMax, segmentsAt } from './layout.ts';
import type { RunState } from './read-run-state.ts';
import { cells, column, fail, one64, rowBytes } from './read-run-state.ts';
import { gotoIf, loop, store32, when, whileDo } from './statements.ts';

/** The first offsets (or those behind the last bytes, where their quotes are) of the names in a segment, to every second place of `names`. */
const collect = (at: RunState, offset: number, plus: number): Statement[] => [
  at.names.set(cells.keptNames),
  at.base.set(and(sub(at.from, at.start), -64)),
  loop(
    'blocks',
    at.limit.set(load64(add(at.masks, mul(shr(at.base, 6), maskBytes)), offset)),
    at.position.set(add(at.start, at.base)),
    when(
      greaterThan(at.from, at.position),
      at.limit.set(and(at.limit, shl(constant('i64', -1), widen(sub(at.from, at.position))))),
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

/** What `open` left out of the row of a frame that is open at the end. */
const complete = (at: RunState): Statement[] => [
  store32(at.address, column('firstName'), cells.keptNames),
  store32(at.address, column('ahead'), at.ahead),
  store32(at.address, column('total'), at.total),
  store32(at.address, column('totalAtStart'), at.total),
  store32(at.address, column('hits'), at.hits),
  store32(at.address, column('differing'), 0),
];

/** The names met in the containers that are open at the end. */
export const collectNames = (at: RunState): Statement[] => [
  // `address` is the row of a frame here.
  at.address.set(cells.shallowest),
  when(isZero(at.address), at.address.set(rowBytes)),
  whileDo(
    'frames',
    atLeast(at.row, at.address),
    when(greaterThan(at.address, cells.shallowest), ...complete(at)),
    at.segmentsEnd.set(cells.segments),
    when(
      lessThan(at.address, at.row),
      at.segmentsEnd.set(load32(at.address, column('firstSegment') + rowBytes)),
    ),
    when(
      load32(at.address, column('isObject')),
      at.segment.set(load32(at.address, column('firstSegment'))),
      whileDo(
        'segments',
        lessThan(at.segment, at.segmentsEnd),
        at.from.set(load32(shl(at.segment, 3), segmentsAt)),
        at.to.set(load32(shl(at.segment, 3), segmentsAt + 4)),
        when(
          lessThan(at.from, at.to),
          ...collect(at, 0, 1),
          ...collect(at, 8, -1),
          cells.keptNames.set(at.names),
        ),
        at.segment.set(add(at.segment, 1)),
      ),
    ),
    at.address.set(add(at.address, rowBytes)),
  ),
];
