import { GaveUpError } from '../work.ts';
import type { PaddedText } from './padded-text.ts';
import { scanNumber } from './scan-number.ts';
import { scanString } from './scan-string.ts';
import { kindOf, Tape } from './tape.ts';
import { rowOf, rowShift } from './tape-row.ts';

/** What is wrong with a text, at an offset of the padded memory. */
export interface JsonFault {
  position: number;
  message: string;
}

const closeObject = 0x7d;
const closeArray = 0x5d;

/** Scans JSON values (RFC 8259) into a tape, or only over them. Iterative; throws nothing but `GaveUpError`. */
export class JsonScanner {
  readonly #text: PaddedText;
  readonly #depthMax: number;
  #fault: JsonFault = { position: 0, message: 'not scanned' };

  constructor(text: PaddedText, depthMax: number) {
    this.#text = text;
    this.#depthMax = depthMax;
  }

  /** What the last scan that returned a negative offset found. */
  get fault(): JsonFault {
    return this.#fault;
  }

  /** Scans a whole text that begins at `start`, into a tape where `tape` is given; null where it is well-formed. */
  whole(start: number, end: number, tape?: Tape): JsonFault | null {
    const { bytes } = this.#text;
    const first = skipBlanks(bytes, skipByteOrderMark(bytes, start));
    const last = this.value(first, 0, tape);
    if (last < 0) return this.#fault;
    const rest = skipBlanks(bytes, last);
    return rest === end ? null : { position: rest, message: 'nothing may follow the value' };
  }

  /**
   * Scans the value at `start`, which lies under `depth` containers, and adds its nodes to a tape where one is given.
   * Returns the offset after it, a negative one where it is malformed.
   */
  value(start: number, depth: number, tape: Tape | undefined): number {
    for (;;) {
      const end = this.#scan(start, depth, tape);
      if (end !== tapeIsFull) return end;
      (tape ?? spareTape).grow();
    }
  }

  /** As `value`, by a kernel where there is one and it knows all that it meets. */
  index(start: number, depth: number, tape: Tape): number {
    const { kernels } = this.#text;
    if (kernels !== null && tape.rows === kernels.tape) {
      const end = kernels.run.scanValue(start, tape.count, this.#depthMax - depth);
      if (end >= 0) {
        tape.count = kernels.answers[0] ?? 0;
        return end;
      }
    }
    return this.value(start, depth, tape);
  }

  /**
   * Gives up where the tape is full, which is then scanned anew with a larger one: a tape that may change while it is
   * written, as calls in here, would double the time.
   */
  #scan(start: number, depth: number, tape: Tape | undefined): number {
    const { bytes, words } = this.#text;
    const keep = tape !== undefined;
    const nodes = tape ?? spareTape;
    const depthLeft = this.#depthMax - depth;
    const { rows } = nodes;
    let count = keep ? nodes.count : 0;
    let below = 0;
    let parent = -1;
    let isObject = false;
    let nameStart = 0;
    let nameEnd = 0;
    let at = start;
    for (;;) {
      const kind = kindAt(bytes, at);
      // Where nothing is kept, a row per open container is enough.
      const node = keep ? count : below;
      count += 1;
      const row = node << rowShift;
      if (row + 8 > rows.length) return tapeIsFull;
      rows[row] = kind;
      rows[row + rowOf.start] = at;
      rows[row + rowOf.size] = 0;
      rows[row + rowOf.nameStart] = nameStart;
      rows[row + rowOf.nameEnd] = nameEnd;
      rows[row + rowOf.parent] = parent;
      if (parent >= 0) {
        const size = (parent << rowShift) + rowOf.size;
        rows[size] = (rows[size] ?? 0) + 1;
      }
      let isOpen = false;
      if (kind === kindOf.string) {
        at = scanString(bytes, words, at + 1);
        if (at < 0) return this.#fail('malformed string', ~at);
      } else if (kind === kindOf.number) {
        at = scanNumber(bytes, at);
        if (at < 0) return this.#fail('malformed number', ~at);
      } else if (kind === kindOf.object || kind === kindOf.array) {
        if (below >= depthLeft) throw new GaveUpError('tooDeep');
        at += 1;
        if ((bytes[at] ?? 0) <= 0x20) at = skipBlanks(bytes, at);
        if (bytes[at] === (kind === kindOf.object ? closeObject : closeArray)) at += 1;
        else {
          isOpen = true;
          isObject = kind === kindOf.object;
          parent = node;
          below += 1;
        }
      } else {
        at = scanLiteral(bytes, words, at);
        if (at < 0) return this.#fail('expected a value', ~at);
      }
      if (!isOpen) {
        rows[row + rowOf.end] = at;
        rows[row + rowOf.next] = count;
        // What a finished value ends is finished too.
        for (;;) {
          if (below === 0) {
            if (keep) nodes.count = count;
            return at;
          }
          if ((bytes[at] ?? 0) <= 0x20) at = skipBlanks(bytes, at);
          const after = bytes[at] ?? 0;
          at += 1;
          if (after === 0x2c) {
            if ((bytes[at] ?? 0) <= 0x20) at = skipBlanks(bytes, at);
            break;
          }
          if (after !== (isObject ? closeObject : closeArray)) {
            return this.#fail('expected , or the end of the container', at - 1);
          }
          const closed = parent << rowShift;
          rows[closed + rowOf.end] = at;
          rows[closed + rowOf.next] = count;
          parent = rows[closed + rowOf.parent] ?? -1;
          isObject = parent >= 0 && rows[parent << rowShift] === kindOf.object;
          below -= 1;
        }
      }
      if (isObject) {
        if (bytes[at] !== 0x22) return this.#fail('expected a member name', at);
        nameStart = at + 1;
        at = scanString(bytes, words, nameStart);
        if (at < 0) return this.#fail('malformed string', ~at);
        nameEnd = at - 1;
        if ((bytes[at] ?? 0) <= 0x20) at = skipBlanks(bytes, at);
        if (bytes[at] !== 0x3a) return this.#fail('expected :', at);
        at += 1;
        if ((bytes[at] ?? 0) <= 0x20) at = skipBlanks(bytes, at);
      }
    }
  }

  /** The offset after the string, number or literal at `start`, negative where it is malformed or none of them. */
  scalar(start: number): number {
    const { bytes, words } = this.#text;
    const kind = kindAt(bytes, start);
    if (kind === kindOf.string) return scanString(bytes, words, start + 1);
    return kind === kindOf.number ? scanNumber(bytes, start) : scanLiteral(bytes, words, start);
  }

  #fail(message: string, position: number): -1 {
    this.#fault = { position, message };
    return -1;
  }
}

const spareTape = new Tape();
const tapeIsFull = -2;

const wordTrue = 0x65757274;
const wordAlse = 0x65736c61;
const wordNull = 0x6c6c756e;

/** The offset after `true`, `false` or `null`; `~position` where it is none of them. */
export function scanLiteral(bytes: Uint8Array, words: DataView, start: number): number {
  const word = words.getInt32(start, true);
  if (word === wordTrue || word === wordNull) return start + 4;
  if (bytes[start] === 0x66 && words.getInt32(start + 1, true) === wordAlse) return start + 5;
  const text = literals[kindAt(bytes, start)] ?? '';
  let at = 0;
  while (at < text.length && bytes[start + at] === text.charCodeAt(at)) at += 1;
  return ~(start + at);
}

/** By kind. */
const literals: readonly string[] = ['', '', '', '', '', 'true', 'false', 'null'];

export function skipBlanks(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at] ?? 0;
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at += 1;
  }
}

/** What a value that begins at this byte is, 0 where none does. */
export function kindAt(bytes: Uint8Array, at: number): number {
  return firstBytes[bytes[at] ?? 0] ?? 0;
}

const firstBytes = new Uint8Array(256);
firstBytes[0x7b] = kindOf.object;
firstBytes[0x5b] = kindOf.array;
firstBytes[0x22] = kindOf.string;
firstBytes[0x2d] = kindOf.number;
firstBytes.fill(kindOf.number, 0x30, 0x3a);
firstBytes[0x74] = kindOf.true;
firstBytes[0x66] = kindOf.false;
firstBytes[0x6e] = kindOf.null;

/** Where the text begins: after the byte order mark, if there is one. */
export function skipByteOrderMark(bytes: Uint8Array, start: number): number {
  return bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf ? start + 3 : start;
}
