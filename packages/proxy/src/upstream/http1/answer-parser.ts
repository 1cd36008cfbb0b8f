import { answerFraming, type Framing } from './answer-framing.ts';
import { type AnswerHead, parseAnswerHead } from './answer-head.ts';
import { ChunkedDecoder } from './chunked-decoder.ts';

export interface AnswerListener {
  onInterim(head: AnswerHead): void;
  onHead(head: AnswerHead): void;
  /** The bytes belong to the reader and are only good during the call. */
  onBody(bytes: Buffer, from: number, to: number): void;
  /** The answer is whole. `reusable`: the connection may serve another request, within `idleMs` where that is known. */
  onWhole(trailers: readonly string[], reusable: boolean, idleMs: number | null): void;
  /** The server agreed to the upgrade; `rest` is what it sent in the new protocol. */
  onUpgraded(head: AnswerHead, rest: Buffer): void;
}

export interface ParserLimits {
  headBytesMax: number;
}

type State = 'idle' | 'head' | 'length' | 'chunked' | 'untilClose';

const headEnd = Buffer.from('\r\n\r\n');
const noTrailers: readonly string[] = [];

/** Reads the answers on one connection, one after the other, in pieces of any size. */
export class AnswerParser {
  readonly #listener: AnswerListener;
  readonly #limits: ParserLimits;
  #state: State = 'idle';
  #method = '';
  #upgrades = false;
  /** The part of a head that came so far, where it comes in pieces. */
  #held: Buffer | null = null;
  #left = 0;
  #chunked: ChunkedDecoder | null = null;
  #framing: Framing | null = null;

  constructor(listener: AnswerListener, limits: ParserLimits) {
    this.#listener = listener;
    this.#limits = limits;
  }

  /** A request of this method goes out; its answer is what comes next. */
  expect(method: string, upgrades = false): void {
    this.#state = 'head';
    this.#method = method;
    this.#upgrades = upgrades;
  }

  /** Takes what was read. Returns what is wrong with it, or null. */
  feed(bytes: Buffer): string | null {
    let at = 0;
    while (at < bytes.length) {
      switch (this.#state) {
        case 'idle':
          return 'bytes that no request asked for';
        case 'head': {
          const next = this.#takeHead(bytes, at);
          if (typeof next === 'string') return next;
          at = next;
          break;
        }
        case 'length':
          at = this.#takeLength(bytes, at);
          break;
        case 'chunked': {
          const next = this.#takeChunked(bytes, at);
          if (typeof next === 'string') return next;
          at = next;
          break;
        }
        case 'untilClose':
          this.#listener.onBody(bytes, at, bytes.length);
          at = bytes.length;
      }
    }
    return null;
  }

  /** The connection ended in good order. Returns what is missing, or null where the answer is whole by that. */
  end(): string | null {
    if (this.#state === 'idle') return null;
    if (this.#state !== 'untilClose') return 'the connection ended before the answer was whole';
    this.#finish(noTrailers, false);
    return null;
  }

  #takeHead(bytes: Buffer, at: number): number | string {
    const held = this.#held;
    const all = held === null ? bytes : Buffer.concat([held, bytes.subarray(at)]);
    const from = held === null ? at : 0;
    // The empty line may be split: its first bytes can be the last ones held.
    const searchFrom = held === null ? from : Math.max(0, held.length - 3);
    const end = all.indexOf(headEnd, searchFrom);
    if ((end === -1 ? all.length : end) - from > this.#limits.headBytesMax) return 'a head past its cap';
    if (end === -1) {
      if (!mayBeHttp(all, from)) return 'no HTTP/1 status line';
      this.#held = Buffer.from(all.subarray(from));
      return bytes.length;
    }
    this.#held = null;
    const parsed = parseAnswerHead(all.toString('latin1', from, end));
    if (!parsed.ok) return parsed.fault;
    const next = end + 4 - (all.length - bytes.length);
    return this.#obeyHead(parsed.head, bytes, next) ?? (this.#state === 'idle' ? bytes.length : next);
  }

  /** Goes on to what the head announces. Returns what is wrong with it, or null. */
  #obeyHead(head: AnswerHead, bytes: Buffer, next: number): string | null {
    if (head.status === 101) {
      if (!this.#upgrades) return 'an upgrade that was not asked for';
      this.#state = 'idle';
      this.#listener.onUpgraded(head, Buffer.from(bytes.subarray(next)));
      return null;
    }
    if (head.status < 200) {
      this.#listener.onInterim(head);
      return null;
    }
    const read = answerFraming(head, this.#method);
    if (!read.ok) return read.fault;
    this.#framing = read.framing;
    this.#listener.onHead(head);
    const { body } = read.framing;
    if (body.kind === 'none' || (body.kind === 'length' && body.bytes === 0)) {
      this.#finish(noTrailers, next === bytes.length);
    } else if (body.kind === 'length') {
      this.#left = body.bytes;
      this.#state = 'length';
    } else {
      this.#chunked =
        body.kind === 'chunked' ? new ChunkedDecoder(this.#listener, this.#limits.headBytesMax) : null;
      this.#state = body.kind;
    }
    return null;
  }

  #takeLength(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#left);
    this.#left -= end - at;
    this.#listener.onBody(bytes, at, end);
    if (this.#left > 0) return end;
    this.#finish(noTrailers, end === bytes.length);
    return bytes.length;
  }

  #takeChunked(bytes: Buffer, at: number): number | string {
    const decoder = this.#chunked;
    if (decoder === null) return 'no chunked body is being read';
    const { at: next, whole, fault } = decoder.feed(bytes, at);
    if (fault !== null) return fault;
    if (!whole) return next;
    this.#finish(decoder.trailers, next === bytes.length);
    return bytes.length;
  }

  /** Bytes behind the answer belong to nobody: such a connection is not used again. */
  #finish(trailers: readonly string[], nothingFollows: boolean): void {
    const framing = this.#framing;
    this.#state = 'idle';
    this.#chunked = null;
    this.#framing = null;
    this.#listener.onWhole(trailers, nothingFollows && (framing?.reusable ?? false), framing?.idleMs ?? null);
  }
}

/** Whether the bytes can still become a head: another protocol is told by its first ones. */
function mayBeHttp(bytes: Buffer, from: number): boolean {
  return 'HTTP/1.'.startsWith(bytes.toString('latin1', from, Math.min(bytes.length, from + 7)));
}
