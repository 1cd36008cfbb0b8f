import type { Statement } from './code.ts';
import { and, atLeast, eq, lessThan, load8, or, sub } from './expressions.ts';
import { define } from './module.ts';
import { giveBack, when } from './statements.ts';

const ascii = (character: string) => character.charCodeAt(0);

/** How many bytes the escape or the character beyond ASCII at an address takes, 0 where it is malformed (RFC 3629, 8259). */
export const characterKernel = define(
  'characterLength',
  { parameters: { address: 'i32' }, locals: { byte: 'i32', second: 'i32' } },
  ({ address, byte, second }) => {
    const at = (offset: number) => load8(address, offset);
    const isHex = (offset: number) =>
      or(lessThan(sub(at(offset), 0x30), 10), lessThan(sub(or(at(offset), 0x20), 0x61), 6));
    const isContinuation = (offset: number) => eq(and(at(offset), 0xc0), 0x80);
    const ofEscape: Statement[] = [
      when(
        eq(second, ascii('u')),
        when(and(isHex(2), isHex(3), isHex(4), isHex(5)), giveBack(6)),
        giveBack(0),
      ),
      when(
        or(eq(second, 0x22), ...['\\', '/', 'b', 'f', 'n', 'r', 't'].map((kind) => eq(second, ascii(kind)))),
        giveBack(2),
      ),
      giveBack(0),
    ];
    return [
      byte.set(at(0)),
      second.set(at(1)),
      when(eq(byte, 0x5c), ...ofEscape),
      when(and(atLeast(byte, 0xc2), lessThan(byte, 0xe0), isContinuation(1)), giveBack(2)),
      // No overlong forms, no surrogates, nothing above U+10FFFF.
      when(and(eq(byte, 0xe0), lessThan(second, 0xa0)), giveBack(0)),
      when(and(eq(byte, 0xed), atLeast(second, 0xa0)), giveBack(0)),
      when(and(eq(and(byte, 0xf0), 0xe0), isContinuation(1), isContinuation(2)), giveBack(3)),
      when(and(eq(byte, 0xf0), lessThan(second, 0x90)), giveBack(0)),
      when(and(eq(byte, 0xf4), atLeast(second, 0x90)), giveBack(0)),
      when(
        and(
          atLeast(byte, 0xf0),
          lessThan(byte, 0xf5),
          isContinuation(1),
          isContinuation(2),
          isContinuation(3),
        ),
        giveBack(4),
      ),
      giveBack(0),
    ];
  },
);
