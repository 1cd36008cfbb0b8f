import {
  add,
  and,
  constant,
  eq,
  greaterThan,
  hasOnes,
  highBits,
  load128,
  ne,
  shl,
  sub,
  xor,
} from './expressions.ts';
import { define } from './module.ts';
import { giveBack, goto, loop, when } from './statements.ts';

/** 1 where so many bytes at two addresses are equal. Reads up to 16 bytes behind them, which is all memory of ours. */
export const sameSpanKernel = define(
  'isSameSpan',
  { parameters: { a: 'i32', b: 'i32', length: 'i32' }, locals: {} },
  ({ a, b, length }) => [
    loop(
      'vectors',
      when(
        greaterThan(length, 16),
        when(hasOnes(xor(load128(a), load128(b))), giveBack(0)),
        a.set(add(a, 16)),
        b.set(add(b, 16)),
        length.set(sub(length, 16)),
        goto('vectors'),
      ),
    ),
    giveBack(eq(and(highBits(ne(load128(a), load128(b))), sub(shl(constant('i32', 1), length), 1)), 0)),
  ],
);

/** Not 0 where there is a backslash in so many bytes. Reads up to 16 bytes behind them. */
export const hasEscapeKernel = define(
  'hasEscape',
  { parameters: { at: 'i32', length: 'i32' }, locals: {} },
  ({ at, length }) => [
    loop(
      'vectors',
      when(
        greaterThan(length, 16),
        when(hasOnes(eq(load128(at), 0x5c)), giveBack(1)),
        at.set(add(at, 16)),
        length.set(sub(length, 16)),
        goto('vectors'),
      ),
    ),
    giveBack(and(highBits(eq(load128(at), 0x5c)), sub(shl(constant('i32', 1), length), 1))),
  ],
);
