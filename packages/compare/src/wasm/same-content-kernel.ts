import { kindOf } from '../json/tape.ts';
import { rowOf } from '../json/tape-row.ts';
import type { Expression, Statement } from './code.ts';
import {
  add,
  and,
  atLeast,
  call,
  constant,
  eq,
  greaterThan,
  isZero,
  lessThan,
  load32,
  mul,
  ne,
  shl,
  sub,
  xor,
} from './expressions.ts';
import { answersAt, marksAt, segmentsAt, segmentsMax, tapeAt, textAt } from './layout.ts';
import { define, type Local } from './module.ts';
import { block, giveBack, goto, gotoIf, loop, store32, when, whenElse, whileDo } from './statements.ts';

const column = (name: keyof typeof rowOf) => tapeAt + 4 * rowOf[name];
const zero = constant('i32', 0);
const unknown = giveBack(0);
/** Marks and rows of the members of the second object. */
const membersMax = 24;
const othersAt = marksAt;
const otherRowsAt = marksAt + membersMax * 4;
const knownAt = marksAt + membersMax * 8;

/**
 * 1 where two nodes of the tape hold the same, members in any order, every number and text written the same; 0 where
 * that cannot be told here.
 */
export const sameContentKernel = define(
  'sameContent',
  {
    parameters: { a: 'i32', b: 'i32', spentMax: 'i32' },
    locals: {
      pairs: 'i32',
      spent: 'i32',
      childA: 'i32',
      childB: 'i32',
      endA: 'i32',
      size: 'i32',
      at: 'i32',
      other: 'i32',
      mark: 'i32',
      start: 'i32',
      length: 'i32',
      kind: 'i32',
    },
  },
  (on) => {
    const rowOfNode = (node: Expression) => shl(node, 5);
    const field = (row: Expression, name: keyof typeof rowOf) => load32(row, column(name));
    const lengthOf = (row: Expression) => sub(field(row, 'end'), field(row, 'start'));

    /** The first and last bytes of a member's name and its length, in one number. */
    const markName = (row: Expression): Statement[] => [
      on.start.set(field(row, 'nameStart')),
      on.length.set(sub(field(row, 'nameEnd'), on.start)),
      on.mark.set(load32(on.start, textAt)),
      whenElse(
        lessThan(on.length, 4),
        [on.mark.set(and(on.mark, sub(shl(constant('i32', 1), shl(on.length, 3)), 1)))],
        // The last ones too: names often differ there only.
        [on.mark.set(xor(on.mark, mul(load32(sub(field(row, 'nameEnd'), 4), textAt), 0x05bd1e95)))],
      ),
      on.mark.set(xor(on.mark, mul(on.length, 0x1e3779b1))),
    ];

    /** Names with escapes may be the same though written otherwise. */
    const refuseEscapes: Statement[] = [when(call('hasEscape', add(on.start, textAt), on.length), unknown)];

    const push = (a: Local, b: Local): Statement[] => [
      when(atLeast(on.pairs, segmentsMax), unknown),
      store32(shl(on.pairs, 3), segmentsAt, a),
      store32(shl(on.pairs, 3), segmentsAt + 4, b),
      on.pairs.set(add(on.pairs, 1)),
    ];

    /** Scalars are compared at once, containers later. */
    const compareChildren: Statement[] = [
      on.kind.set(field(on.childA, 'kind')),
      when(ne(on.kind, field(on.childB, 'kind')), unknown),
      whenElse(
        greaterThan(on.kind, kindOf.array),
        [
          on.length.set(lengthOf(on.childA)),
          when(ne(on.length, lengthOf(on.childB)), unknown),
          on.spent.set(add(on.spent, on.length)),
          when(
            isZero(
              call(
                'isSameSpan',
                add(field(on.childA, 'start'), textAt),
                add(field(on.childB, 'start'), textAt),
                on.length,
              ),
            ),
            unknown,
          ),
        ],
        push(on.childA, on.childB),
      ),
    ];

    const isOther = and(
      eq(load32(shl(on.other, 2), othersAt), on.mark),
      call(
        'isSameSpan',
        add(on.start, textAt),
        add(field(load32(shl(on.other, 2), otherRowsAt), 'nameStart'), textAt),
        on.length,
      ),
    );

    const markOthers: Statement[] = [
      on.at.set(0),
      on.childB.set(add(on.b, 32)),
      whileDo(
        'others',
        lessThan(on.at, on.size),
        ...markName(on.childB),
        store32(shl(on.at, 2), othersAt, on.mark),
        store32(shl(on.at, 2), otherRowsAt, on.childB),
        on.childB.set(rowOfNode(field(on.childB, 'next'))),
        on.at.set(add(on.at, 1)),
      ),
    ];

    const findOther: Statement[] = [
      // Mostly the partner follows the one before, or goes before it.
      block(
        'found',
        on.other.set(sub(on.other, 1)),
        when(lessThan(on.other, on.size), gotoIf('found', isOther)),
        on.other.set(add(on.other, 2)),
        when(lessThan(on.other, on.size), gotoIf('found', isOther)),
        on.other.set(0),
        loop(
          'search',
          when(atLeast(on.other, on.size), unknown),
          gotoIf('found', isOther),
          on.other.set(add(on.other, 1)),
          goto('search'),
        ),
      ),
    ];

    /** With all names of the first different and each found in the second, of the same size, the second's differ too. */
    const refuseRepeated: Statement[] = [
      store32(shl(on.at, 2), knownAt, on.mark),
      on.endA.set(0),
      whileDo(
        'known',
        lessThan(on.endA, on.at),
        when(eq(load32(shl(on.endA, 2), knownAt), on.mark), unknown),
        on.endA.set(add(on.endA, 1)),
      ),
    ];

    const members: Statement[] = [
      when(greaterThan(on.size, membersMax), unknown),
      ...markOthers,
      on.other.set(on.size),
      on.at.set(0),
      on.childA.set(add(on.a, 32)),
      whileDo(
        'members',
        lessThan(on.at, on.size),
        ...markName(on.childA),
        ...refuseEscapes,
        ...refuseRepeated,
        ...findOther,
        on.childB.set(load32(shl(on.other, 2), otherRowsAt)),
        ...compareChildren,
        on.childA.set(rowOfNode(field(on.childA, 'next'))),
        on.at.set(add(on.at, 1)),
      ),
    ];

    const elements: Statement[] = [
      on.at.set(0),
      on.childA.set(add(on.a, 32)),
      on.childB.set(add(on.b, 32)),
      whileDo(
        'elements',
        lessThan(on.at, on.size),
        ...compareChildren,
        on.childA.set(rowOfNode(field(on.childA, 'next'))),
        on.childB.set(rowOfNode(field(on.childB, 'next'))),
        on.at.set(add(on.at, 1)),
      ),
    ];

    return [
      on.childA.set(rowOfNode(on.a)),
      on.childB.set(rowOfNode(on.b)),
      ...compareChildren,
      whileDo(
        'pairs',
        on.pairs,
        on.pairs.set(sub(on.pairs, 1)),
        on.a.set(load32(shl(on.pairs, 3), segmentsAt)),
        on.b.set(load32(shl(on.pairs, 3), segmentsAt + 4)),
        on.size.set(field(on.a, 'size')),
        when(ne(on.size, field(on.b, 'size')), unknown),
        when(greaterThan(on.spent, on.spentMax), unknown),
        whenElse(eq(field(on.a, 'kind'), kindOf.object), members, elements),
      ),
      store32(zero, answersAt, on.spent),
      giveBack(1),
    ];
  },
);
