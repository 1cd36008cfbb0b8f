import type { Expression, Statement } from './code.ts';
import {
  add,
  belowSigned,
  call,
  eq,
  highBits,
  isZero,
  lessThan,
  load8,
  load128,
  or,
  sub,
  trailingZeros32,
} from './expressions.ts';
import { textAt } from './layout.ts';
import { define } from './module.ts';
import { giveBack, goto, loop, when, whenElse, whileDo } from './statements.ts';

/** What these answer where a text is malformed, or more than they know. */
export const odd = giveBack(-1);
export const ascii = (character: string) => character.charCodeAt(0);
export const byteAt = (position: Expression) => load8(position, textAt);

/** The offset behind the string whose text begins at the given one. */
export const scanStringKernel = define(
  'scanString',
  { parameters: { at: 'i32' }, locals: { special: 'i32', length: 'i32', vector: 'v128' } },
  ({ at, special, length, vector }) => [
    loop(
      'vectors',
      vector.set(load128(at, textAt)),
      special.set(highBits(or(belowSigned(vector, 0x20), eq(vector, 0x22), eq(vector, 0x5c)))),
      when(isZero(special), at.set(add(at, 16)), goto('vectors')),
      at.set(add(at, trailingZeros32(special))),
      when(eq(byteAt(at), 0x22), giveBack(add(at, 1))),
      length.set(call('characterLength', add(at, textAt))),
      when(isZero(length), odd),
      at.set(add(at, length)),
      goto('vectors'),
    ),
    odd,
  ],
);

/** The offset behind the number that begins at the given one. */
export const scanNumberKernel = define(
  'scanNumber',
  { parameters: { at: 'i32' }, locals: { from: 'i32' } },
  ({ at, from }) => {
    const skipDigits: Statement[] = [
      from.set(at),
      whileDo('digits', lessThan(sub(byteAt(at), 0x30), 10), at.set(add(at, 1))),
      when(eq(at, from), odd),
    ];
    const isByte = (character: string) => eq(byteAt(at), ascii(character));
    return [
      when(isByte('-'), at.set(add(at, 1))),
      whenElse(isByte('0'), [at.set(add(at, 1))], skipDigits),
      when(isByte('.'), at.set(add(at, 1)), ...skipDigits),
      when(
        eq(or(byteAt(at), 0x20), ascii('e')),
        at.set(add(at, 1)),
        when(or(isByte('+'), isByte('-')), at.set(add(at, 1))),
        ...skipDigits,
      ),
      giveBack(at),
    ];
  },
);
