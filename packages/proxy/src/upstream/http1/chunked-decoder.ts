import { readHeaderLines } from './answer-head.ts';

export interface ChunkedListener {
  onBody(bytes: Buffer, from: number, to: number): void;
}

/** How far a decoder got: `at` is the first byte it did not take; `fault` says what is wrong. */
export interface Decoded {
  at: number;
  whole: boolean;
  fault: string | null;
}

/** A size line, extensions included. */
const sizeLineBytesMax = 1_024;
const lineEnd = Buffer.from('\r\n');
const notText = /[^\t\x20-\x7e\x80-\xff]/;

type State = 'size' | 'data' | 'dataEnd' | 'trailers';

/** Reads a chunked body (RFC 9112, 7.1) in pieces of any size. Strict about line ends and sizes. */
export class ChunkedDecoder {
  readonly #listener: ChunkedListener;
  readonly #trailerBytesMax: number;
  #state: State = 'size';
  #left = 0;
  /** The line that is not whole yet, latin1. */
  #line = '';
  #trailerBytes = 0;
  readonly trailers: string[] = [];

  constructor(listener: ChunkedListener, trailerBytesMax: number) {
    this.#listener = listener;
    this.#trailerBytesMax = trailerBytesMax;
  }

  feed(bytes: Buffer, from: number): Decoded {
    let at = from;
    while (at < bytes.length) {
      if (this.#state === 'data') {
        at = this.#takeData(bytes, at);
        continue;
      }
      const next = this.#takeLine(bytes, at);
      if (next === null)
        return fault(this.#state === 'trailers' ? 'trailers past their cap' : 'a chunk size past its cap');
      at = next.at;
      if (next.line === null) break;
      const wrong = this.#readLine(next.line);
      if (wrong !== null) return fault(wrong);
      if (this.#isWhole) return { at, whole: true, fault: null };
    }
    return { at, whole: false, fault: null };
  }

  #isWhole = false;

  #takeData(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#left);
    this.#listener.onBody(bytes, at, end);
    this.#left -= end - at;
    if (this.#left === 0) this.#state = 'dataEnd';
    return end;
  }

  /** A whole line without its end, or null as line where more bytes are needed; null past the cap. */
  #takeLine(bytes: Buffer, at: number): { at: number; line: string | null } | null {
    const bytesMax =
      this.#state === 'trailers' ? this.#trailerBytesMax - this.#trailerBytes : sizeLineBytesMax;
    // An end of line that is split between two pieces: its CR is the last character held.
    if (this.#line.endsWith('\r') && bytes[at] === 0x0a)
      return this.#wholeLine(this.#line.slice(0, -1), at + 1);
    const end = bytes.indexOf(lineEnd, at);
    const piece = bytes.toString('latin1', at, end === -1 ? bytes.length : end);
    if (this.#line.length + piece.length > bytesMax) return null;
    if (end !== -1) return this.#wholeLine(this.#line + piece, end + 2);
    this.#line += piece;
    return { at: bytes.length, line: null };
  }

  #wholeLine(line: string, at: number): { at: number; line: string } {
    this.#line = '';
    return { at, line };
  }

  #readLine(line: string): string | null {
    if (notText.test(line)) return 'a control character or a bare line end in a chunk';
    if (this.#state === 'dataEnd') {
      this.#state = 'size';
      return line === '' ? null : 'a chunk that is longer than its size';
    }
    return this.#state === 'size' ? this.#readSize(line) : this.#readTrailer(line);
  }

  #readSize(line: string): string | null {
    const size = /^([0-9A-Fa-f]{1,13})[ \t]*(?:;.*)?$/.exec(line)?.[1];
    if (size === undefined) return 'a chunk size that is not a number';
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? 'trailers' : 'data';
    return null;
  }

  #readTrailer(line: string): string | null {
    if (line === '') {
      this.#isWhole = true;
      return null;
    }
    this.#trailerBytes += line.length + 2;
    return readHeaderLines(line, 0, this.trailers);
  }
}

function fault(text: string): Decoded {
  return { at: 0, whole: false, fault: text };
}
