import { frameOf } from '../body/frame-row.ts';
import type { Expression, Statement } from './code.ts';
import {
  add,
  and,
  atLeast,
  atMost,
  belowSigned,
  call,
  choose,
  eq,
  greaterThan,
  hasOnes,
  highBits,
  isZero,
  leadingZeros,
  lessThan,
  load8,
  load32,
  load64,
  load128,
  narrow,
  ne,
  not,
  ones,
  or,
  shl,
  shr,
  sub,
  trailingZeros,
  widen,
  without,
  xor,
} from './expressions.ts';
import { answersAt, namesAt, namesMax, rowsAt, segmentsAt, segmentsMax, textAt } from './layout.ts';
import { define, type Local } from './module.ts';
import {
  block,
  giveBack,
  goto,
  gotoIf,
  loop,
  store32,
  store64,
  when,
  whenElse,
  whileDo,
} from './statements.ts';

/** What the kernel answers where it cannot tell that a run is well-formed. */
const oddRun = -1;

const column = (name: keyof typeof frameOf) => rowsAt + 4 * frameOf[name];
const rowOf = (frame: Expression) => shl(frame, 6);
const fail = giveBack(oddRun);

/** The bits of 64 bytes, of which four vectors hold what is true of each. */
function bitsOf(
  [v0, v1, v2, v3]: readonly [Expression, Expression, Expression, Expression],
  what: (vector: Expression) => Expression,
): Expression {
  const bits = (low: Expression, high: Expression) =>
    widen(or(highBits(what(low)), shl(highBits(what(high)), 16)));
  return or(bits(v0, v1), shl(bits(v2, v3), 32));
}

const zero32: Expression = { type: 'i32', write: (to) => to.byte(0x41, 0) };

/** The bits one place on, and what the block before left; `carry` is then what this one leaves. */
function after(target: Local, mask: Expression, carry: Local): Statement[] {
  return [target.set(or(shl(mask, 1), carry)), carry.set(shr(mask, 63))];
}

function prefixXor(bits: Local): Statement[] {
  return [1, 2, 4, 8, 16, 32].map((by) => bits.set(xor(bits, shl(bits, by))));
}

const ascii = (character: string) => character.charCodeAt(0);

export const readRunKernel = define(
  'readRun',
  {
    parameters: {
      start: 'i32',
      until: 'i32',
      depth: 'i32',
      depthMax: 'i32',
      total: 'i32',
      hits: 'i32',
      ahead: 'i32',
      expected: 'i32',
      keptNames: 'i32',
      masks: 'i32',
    },
    locals: {
      base: 'i32',
      address: 'i32',
      row: 'i32',
      position: 'i32',
      byte: 'i32',
      length: 'i32',
      isObject: 'i32',
      shallowest: 'i32',
      segments: 'i32',
      segmentStart: 'i32',
      lastMark: 'i32',
      ended: 'i32',
      commasBefore: 'i32',
      commasAtSegment: 'i32',
      commasHere: 'i32',
      names: 'i32',
      frame: 'i32',
      segment: 'i32',
      segmentsEnd: 'i32',
      from: 'i32',
      to: 'i32',
      v0: 'v128',
      v1: 'v128',
      v2: 'v128',
      v3: 'v128',
      blankByte: 'v128',
      backslashByte: 'v128',
      quoteByte: 'v128',
      commaByte: 'v128',
      colonByte: 'v128',
      openByte: 'v128',
      closeByte: 'v128',
      zeroByte: 'v128',
      minusByte: 'v128',
      pointByte: 'v128',
      nineByte: 'v128',
      limit: 'i64',
      quotes: 'i64',
      special: 'i64',
      skip: 'i64',
      bit: 'i64',
      span: 'i64',
      wrong: 'i64',
      inside: 'i64',
      insideCarry: 'i64',
      commas: 'i64',
      colons: 'i64',
      opens: 'i64',
      closes: 'i64',
      events: 'i64',
      above: 'i64',
      context: 'i64',
      objectOpens: 'i64',
      scalars: 'i64',
      scalarStarts: 'i64',
      scalarsCarry: 'i64',
      afterScalar: 'i64',
      nameMayStart: 'i64',
      nameMayStartCarry: 'i64',
      valueMayStart: 'i64',
      valueMayStartCarry: 'i64',
      valueEnded: 'i64',
      valueEndedCarry: 'i64',
      afterOpen: 'i64',
      openCarry: 'i64',
      nameStarts: 'i64',
      nameEnds: 'i64',
      insideNameCarry: 'i64',
      afterName: 'i64',
      nameEndCarry: 'i64',
      digits: 'i64',
      minuses: 'i64',
      points: 'i64',
      zeros: 'i64',
      rest: 'i64',
      restSkip: 'i64',
      afterDigit: 'i64',
      digitCarry: 'i64',
      afterMinus: 'i64',
      minusCarry: 'i64',
      afterPoint: 'i64',
      pointCarry: 'i64',
      fraction: 'i64',
      fractionCarry: 'i64',
      afterZero: 'i64',
      zeroCarry: 'i64',
    },
  },
  (at) => {
    const vectors = [at.v0, at.v1, at.v2, at.v3] as const;
    const text = (position: Expression, offset = 0) => load8(position, textAt + offset);
    const bitOf = (mask: Expression) => at.bit.set(trailingZeros(mask));

    /** Takes `length` bytes from `bit` on out of masks, in the next block too. */
    const takeOut = (masks: readonly Local[], skip: Local): Statement[] => [
      at.span.set(sub(shl(one64, widen(at.length)), 1)),
      ...masks.map((mask) => mask.set(without(mask, shl(at.span, at.bit)))),
      when(greaterThan(add(at.bit, widen(at.length)), 64), skip.set(shr(at.span, sub(64, at.bit)))),
    ];
    const one64: Expression = { type: 'i64', write: (to) => to.byte(0x42, 1) };
    const bitMask = shl(one64, at.bit);

    const wrongIf = (bits: Expression): Statement => at.wrong.set(or(at.wrong, bits));

    /** Escapes and what is beyond ASCII, one by one; control characters are wrong wherever they stand. */
    const specials: Statement[] = [
      at.special.set(
        without(
          bitsOf(vectors, (v) => or(belowSigned(v, at.blankByte), eq(v, at.backslashByte))),
          at.skip,
        ),
      ),
      at.quotes.set(without(at.quotes, at.skip)),
      at.skip.set(0),
      whileDo(
        'specials',
        ne(and(at.special, at.limit), 0),
        bitOf(at.special),
        at.position.set(add(at.base, narrow(at.bit))),
        at.length.set(call('characterLength', add(at.position, textAt))),
        when(isZero(at.length), wrongIf(bitMask), at.length.set(1)),
        ...takeOut([at.special, at.quotes], at.skip),
      ),
    ];

    const commasUntilBit = add(at.commasBefore, narrow(ones(and(at.commas, sub(bitMask, 1)))));
    const addCommas = (row: Expression): Statement[] => [
      store32(
        row,
        column('index'),
        add(load32(row, column('index')), sub(at.commasHere, at.commasAtSegment)),
      ),
      at.commasAtSegment.set(at.commasHere),
    ];
    const pushSegment = (end: Expression): Statement[] => [
      at.address.set(shl(at.segments, 3)),
      store32(at.address, segmentsAt, at.segmentStart),
      store32(at.address, segmentsAt + 4, end),
      at.segments.set(add(at.segments, load32(at.row, column('isObject')))),
    ];

    const open: Statement[] = [
      ...pushSegment(at.position),
      when(atLeast(at.segments, segmentsMax), fail),
      ...addCommas(at.row),
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

    const stopAfter: Statement[] = [
      at.limit.set(sub(shl(bitMask, 1), 1)),
      at.ended.set(1),
      goto('events done'),
    ];
    const close: Statement[] = [
      when(isZero(at.depth), fail),
      at.isObject.set(load32(at.row, column('isObject'))),
      when(ne(eq(at.byte, 0x7d), at.isObject), fail),
      when(
        ne(load32(at.row, column('total')), at.total),
        // Something was found in it: it is not for the kernel to close it.
        at.limit.set(sub(bitMask, 1)),
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
        ...stopAfter,
      ),
    ];

    const brackets: Statement[] = [
      at.objectOpens.set(0),
      at.events.set(and(or(at.opens, at.closes), at.limit)),
      block(
        'events done',
        whileDo(
          'events',
          ne(at.events, 0),
          bitOf(at.events),
          at.position.set(add(at.base, narrow(at.bit))),
          at.byte.set(text(at.position)),
          at.commasHere.set(commasUntilBit),
          whenElse(eq(and(at.byte, 0x5f), 0x5b), [...open, at.segmentStart.set(add(at.position, 1))], close),
          at.above.set(shl(bitMask, 1)),
          at.above.set(sub(0, at.above)),
          at.context.set(choose(at.isObject, or(at.context, at.above), without(at.context, at.above))),
          at.events.set(and(at.events, sub(at.events, 1))),
        ),
      ),
    ];

    const literal: Statement[] = [
      at.position.set(add(at.base, narrow(at.bit))),
      at.length.set(0),
      when(
        or(eq(load32(at.position, textAt), 0x65757274), eq(load32(at.position, textAt), 0x6c6c756e)),
        at.length.set(4),
      ),
      when(
        and(eq(text(at.position), ascii('f')), eq(load32(at.position, textAt + 1), 0x65736c61)),
        at.length.set(5),
      ),
      when(
        or(isZero(at.length), isZero(narrow(and(shr(at.scalarStarts, at.bit), 1)))),
        wrongIf(bitMask),
        at.length.set(1),
      ),
    ];

    const numbers: Statement[] = [
      at.digits.set(
        and(
          bitsOf(vectors, (v) => belowTen(v, at.zeroByte, at.nineByte)),
          at.scalars,
        ),
      ),
      at.minuses.set(
        and(
          bitsOf(vectors, (v) => eq(v, at.minusByte)),
          at.scalars,
        ),
      ),
      at.points.set(
        and(
          bitsOf(vectors, (v) => eq(v, at.pointByte)),
          at.scalars,
        ),
      ),
      at.rest.set(without(at.scalars, or(at.digits, at.minuses, at.points, at.restSkip))),
      at.restSkip.set(0),
      whileDo(
        'literals',
        ne(and(at.rest, at.limit), 0),
        bitOf(at.rest),
        ...literal,
        ...takeOut([at.rest], at.restSkip),
      ),
      ...after(at.afterDigit, at.digits, at.digitCarry),
      ...after(at.afterMinus, at.minuses, at.minusCarry),
      ...after(at.afterPoint, at.points, at.pointCarry),
      wrongIf(without(at.minuses, at.scalarStarts)),
      wrongIf(without(or(at.afterMinus, at.afterPoint), at.digits)),
      wrongIf(without(at.points, at.afterDigit)),
      wrongIf(without(at.digits, or(at.scalarStarts, at.afterDigit, at.afterMinus, at.afterPoint))),
      // A carry runs through the digits behind a point, and must not come upon another point.
      at.fraction.set(add(at.digits, or(and(at.afterPoint, at.digits), at.fractionCarry))),
      at.fractionCarry.set(widen(lessThan(at.fraction, at.digits))),
      wrongIf(and(without(at.fraction, at.digits), at.points)),
      at.zeros.set(
        and(
          bitsOf(vectors, (v) => eq(v, at.zeroByte)),
          at.digits,
          or(at.scalarStarts, at.afterMinus),
        ),
      ),
      ...after(at.afterZero, at.zeros, at.zeroCarry),
      wrongIf(and(at.afterZero, at.digits)),
    ];

    const grammar: Statement[] = [
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
      ...after(
        at.valueEnded,
        or(without(at.quotes, or(at.inside, at.nameEnds)), at.closes),
        at.valueEndedCarry,
      ),
      at.valueEnded.set(or(at.valueEnded, at.afterScalar)),
      ...after(at.afterName, at.nameEnds, at.nameEndCarry),
      // What follows a value wrongly is a start, a comma or a colon where none may be.
      wrongIf(without(at.commas, at.valueEnded)),
      wrongIf(without(at.closes, or(at.valueEnded, at.afterOpen))),
      wrongIf(xor(at.colons, at.afterName)),
      wrongIf(
        without(
          or(without(and(at.quotes, at.inside), at.nameStarts), at.scalarStarts, at.opens),
          at.valueMayStart,
        ),
      ),
    ];

    const oneBlock: Statement[] = [
      at.address.set(add(at.base, textAt)),
      ...vectors.map((v, index) => v.set(load128(at.address, 16 * index))),
      at.limit.set(-1),
      when(
        lessThan(sub(at.until, at.base), 64),
        at.limit.set(sub(shl(one64, widen(sub(at.until, at.base))), 1)),
      ),
      at.wrong.set(0),
      at.quotes.set(bitsOf(vectors, (v) => eq(v, at.quoteByte))),
      when(
        or(hasOnes(or(...specialsOf(vectors, at.blankByte, at.backslashByte))), ne(at.skip, 0)),
        ...specials,
      ),
      at.inside.set(at.quotes),
      ...prefixXor(at.inside),
      at.inside.set(xor(at.inside, at.insideCarry)),
      at.insideCarry.set(sub(0, shr(at.inside, 63))),
      // What stands outside of strings, for a moment.
      at.scalars.set(not(or(at.inside, at.quotes))),
      at.commas.set(
        and(
          bitsOf(vectors, (v) => eq(v, at.commaByte)),
          at.scalars,
        ),
      ),
      at.colons.set(
        and(
          bitsOf(vectors, (v) => eq(v, at.colonByte)),
          at.scalars,
        ),
      ),
      at.opens.set(
        and(
          bitsOf(vectors, (v) => eq(or(v, at.blankByte), at.openByte)),
          at.scalars,
        ),
      ),
      at.closes.set(
        and(
          bitsOf(vectors, (v) => eq(or(v, at.blankByte), at.closeByte)),
          at.scalars,
        ),
      ),
      at.scalars.set(without(at.scalars, or(at.commas, at.colons, at.opens, at.closes))),
      ...brackets,
      at.afterScalar.set(or(shl(at.scalars, 1), at.scalarsCarry)),
      at.scalarStarts.set(without(at.scalars, at.afterScalar)),
      when(ne(or(at.scalars, at.scalarsCarry), 0), ...numbers),
      at.afterScalar.set(without(at.afterScalar, at.scalars)),
      at.scalarsCarry.set(shr(at.scalars, 63)),
      ...grammar,
      when(ne(and(at.wrong, at.limit), 0), fail),
      at.special.set(and(or(at.commas, at.colons, at.opens, at.closes), at.limit)),
      when(ne(at.special, 0), at.lastMark.set(add(at.base, sub(63, narrow(leadingZeros(at.special)))))),
      at.commasBefore.set(add(at.commasBefore, narrow(ones(and(at.commas, at.limit))))),
      at.context.set(sub(0, widen(load32(at.row, column('isObject'))))),
      at.masks.set(add(at.masks, 16)),
      at.base.set(add(at.base, 64)),
    ];

    /** The first offsets (or those behind the last bytes) of the names in a segment, to every second place of `names`. */
    const collect = (offset: number, plus: number): Statement[] => [
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

    const collectNames: Statement[] = [
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
            when(lessThan(at.from, at.to), ...collect(0, 1), ...collect(8, 0), at.length.set(at.names)),
            at.segment.set(add(at.segment, 1)),
          ),
        ),
        at.frame.set(add(at.frame, 1)),
      ),
    ];

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
      loop('blocks', ...oneBlock, gotoIf('blocks', and(isZero(at.ended), lessThan(at.base, at.until)))),
      at.masks.set(at.frame),
      when(
        at.depth,
        at.commasHere.set(at.commasBefore),
        at.row.set(rowOf(at.depth)),
        ...addCommas(at.row),
        ...pushSegment(add(at.lastMark, 1)),
      ),
      ...collectNames,
      store32(zero32, answersAt, at.depth),
      store32(zero32, answersAt + 4, at.shallowest),
      store32(zero32, answersAt + 8, at.length),
      giveBack(add(at.lastMark, 1)),
    ];
  },
);

function specialsOf(
  vectors: readonly Expression[],
  blank: Expression,
  backslash: Expression,
): [Expression, ...Expression[]] {
  const [first, ...rest] = vectors.map((v) => or(belowSigned(v, blank), eq(v, backslash)));
  if (first === undefined) throw new Error('no vectors');
  return [first, ...rest];
}

/** Whether a byte is a digit, for each of a vector. */
function belowTen(vector: Expression, zero: Expression, nine: Expression): Expression {
  return atMost(sub(vector, zero), nine);
}
