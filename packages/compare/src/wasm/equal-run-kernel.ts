import { add, atLeast, greaterThan, hasOnes, load8, load128, ne, or, xor } from './expressions.ts';
import { define } from './module.ts';
import { block, giveBack, goto, gotoIf, loop } from './statements.ts';

/** How many bytes from two addresses on are equal, at most `length`; nothing is read behind that. */
export const equalRunKernel = define(
  'equalRun',
  { parameters: { a: 'i32', b: 'i32', length: 'i32' }, locals: { at: 'i32' } },
  ({ a, b, length, at }) => [
    block(
      'bytes',
      loop(
        'vectors',
        gotoIf('bytes', greaterThan(add(at, 32), length)),
        gotoIf(
          'bytes',
          hasOnes(
            or(
              xor(load128(add(a, at)), load128(add(b, at))),
              xor(load128(add(a, at), 16), load128(add(b, at), 16)),
            ),
          ),
        ),
        at.set(add(at, 32)),
        goto('vectors'),
      ),
    ),
    block(
      'end',
      loop(
        'bytes',
        gotoIf('end', atLeast(at, length)),
        gotoIf('end', ne(load8(add(a, at)), load8(add(b, at)))),
        at.set(add(at, 1)),
        goto('bytes'),
      ),
    ),
    giveBack(at),
  ],
);
