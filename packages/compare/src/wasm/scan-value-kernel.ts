import { kindOf } from '../json/tape.ts';
import { rowOf } from '../json/tape-row.ts';
import type { Expression, Statement } from './code.ts';
import {
  add,
  atLeast,
  call,
  choose,
  constant,
  eq,
  isZero,
  lessThan,
  load32,
  ne,
  or,
  shl,
  sub,
} from './expressions.ts';
import { answersAt, nodesMax, tapeAt, textAt } from './layout.ts';
import { define, type Local } from './module.ts';
import { ascii, byteAt, odd } from './scan-scalar-kernels.ts';
import { block, giveBack, goto, gotoIf, loop, store32, when, whenElse, whileDo } from './statements.ts';

/** Writes the value at `at` to the tape from its row `count` on; the offset behind it. */
export const scanValueKernel = define(
  'scanValue',
  {
    parameters: { at: 'i32', count: 'i32', depthLeft: 'i32' },
    locals: {
      row: 'i32',
      parent: 'i32',
      nameStart: 'i32',
      nameEnd: 'i32',
      byte: 'i32',
      kind: 'i32',
      below: 'i32',
      closing: 'i32',
    },
  },
  (on) => {
    const column = (name: keyof typeof rowOf) => tapeAt + 4 * rowOf[name];
    const rowOfNode = (node: Expression) => shl(node, 5);
    const skipBlanks: Statement = whileDo(
      'blanks',
      or(eq(byteAt(on.at), 0x20), eq(byteAt(on.at), 0x0a), eq(byteAt(on.at), 0x0d), eq(byteAt(on.at), 0x09)),
      on.at.set(add(on.at, 1)),
    );
    const maySkip = when(lessThan(byteAt(on.at), 0x21), skipBlanks);
    const isWord = (word: number, offset: number) => eq(load32(on.at, textAt + offset), word);

    const writeRow: Statement[] = [
      when(atLeast(on.count, nodesMax), odd),
      on.row.set(rowOfNode(on.count)),
      on.count.set(add(on.count, 1)),
      store32(on.row, column('start'), on.at),
      store32(on.row, column('size'), 0),
      store32(on.row, column('nameStart'), on.nameStart),
      store32(on.row, column('nameEnd'), on.nameEnd),
      store32(on.row, column('parent'), on.parent),
    ];
    const setKind = (kind: Expression | number) => store32(on.row, column('kind'), kind);
    const mayFail = (local: Local) => when(eq(local, -1), odd);

    const openContainer: Statement[] = [
      on.closing.set(add(on.byte, 2)),
      on.kind.set(choose(eq(on.byte, 0x7b), kindOf.object, kindOf.array)),
      setKind(on.kind),
      when(atLeast(on.below, on.depthLeft), odd),
      on.at.set(add(on.at, 1)),
      maySkip,
      whenElse(
        eq(byteAt(on.at), on.closing),
        [on.at.set(add(on.at, 1))],
        [on.parent.set(sub(on.count, 1)), on.below.set(add(on.below, 1)), goto('opened')],
      ),
    ];
    const literal: Statement[] = [
      block(
        'known',
        when(isWord(0x65757274, 0), setKind(kindOf.true), on.at.set(add(on.at, 4)), goto('known')),
        when(isWord(0x6c6c756e, 0), setKind(kindOf.null), on.at.set(add(on.at, 4)), goto('known')),
        when(ne(on.byte, ascii('f')), odd),
        when(isZero(isWord(0x65736c61, 1)), odd),
        setKind(kindOf.false),
        on.at.set(add(on.at, 5)),
      ),
    ];
    const oneValue: Statement[] = [
      on.byte.set(byteAt(on.at)),
      ...writeRow,
      block(
        'scanned',
        when(
          eq(on.byte, 0x22),
          setKind(kindOf.string),
          on.at.set(call('scanString', add(on.at, 1))),
          mayFail(on.at),
          goto('scanned'),
        ),
        when(
          or(lessThan(sub(on.byte, 0x30), 10), eq(on.byte, 0x2d)),
          setKind(kindOf.number),
          on.at.set(call('scanNumber', on.at)),
          mayFail(on.at),
          goto('scanned'),
        ),
        when(or(eq(on.byte, 0x7b), eq(on.byte, 0x5b)), ...openContainer, goto('scanned')),
        ...literal,
      ),
    ];

    /** What a finished value ends is finished too. */
    const finish: Statement[] = [
      store32(on.row, column('end'), on.at),
      store32(on.row, column('next'), on.count),
      block(
        'goes on',
        loop(
          'ends',
          when(isZero(on.below), store32(constant('i32', 0), answersAt, on.count), giveBack(on.at)),
          on.row.set(rowOfNode(on.parent)),
          store32(on.row, column('size'), add(load32(on.row, column('size')), 1)),
          maySkip,
          on.byte.set(byteAt(on.at)),
          on.at.set(add(on.at, 1)),
          gotoIf('goes on', eq(on.byte, 0x2c)),
          when(ne(on.byte, choose(eq(load32(on.row, column('kind')), kindOf.object), 0x7d, 0x5d)), odd),
          store32(on.row, column('end'), on.at),
          store32(on.row, column('next'), on.count),
          on.parent.set(load32(on.row, column('parent'))),
          on.below.set(sub(on.below, 1)),
          goto('ends'),
        ),
      ),
      maySkip,
    ];

    const memberName: Statement[] = [
      when(ne(byteAt(on.at), 0x22), odd),
      on.nameStart.set(add(on.at, 1)),
      on.at.set(call('scanString', on.nameStart)),
      mayFail(on.at),
      on.nameEnd.set(sub(on.at, 1)),
      maySkip,
      when(ne(byteAt(on.at), 0x3a), odd),
      on.at.set(add(on.at, 1)),
      maySkip,
    ];

    return [
      on.parent.set(-1),
      loop(
        'values',
        block('opened', ...oneValue, ...finish),
        when(eq(load32(rowOfNode(on.parent), column('kind')), kindOf.object), ...memberName),
        goto('values'),
      ),
      odd,
    ];
  },
);
