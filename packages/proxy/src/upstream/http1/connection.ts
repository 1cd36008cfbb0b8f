import type { Socket } from 'node:net';
import type { UpstreamRequest } from '../call.ts';
import type { AnswerHead } from './answer-head.ts';
import { type AnswerListener, AnswerParser, type ParserLimits } from './answer-parser.ts';
import { dial, readyEvent } from './dial.ts';
import { RequestWriter } from './request-writer.ts';

/** Why a connection could not bring an answer. */
export type Breakage =
  /** It was never there. */
  | 'unreachable'
  /** It was not there in time. */
  | 'connectTimeout'
  /** It took too long to answer, or between two pieces of its answer. */
  | 'timeout'
  /** It ended or was reset. */
  | 'ended'
  /** What came is not HTTP, or not an answer to this request. */
  | 'invalid';

/** Who uses a connection for one request. `onBroken` or `onWhole` comes last and once. */
export interface ConnectionUser {
  onSent(): void;
  onInterim(head: AnswerHead): void;
  onHead(head: AnswerHead): void;
  onBody(chunk: Buffer): void;
  onWhole(trailers: readonly string[]): void;
  onBroken(how: Breakage, message: string): void;
}

export interface ConnectionLimits extends ParserLimits {
  connectTimeoutMs: number;
  bodyIdleTimeoutMs: number;
  /** How long a connection may lie idle where the server gives no hint. */
  idleTimeoutMs: number;
}

export interface ConnectionOwner {
  /** The answer is whole, and the connection can take another request. */
  onFree(connection: Connection): void;
  onClosed(connection: Connection): void;
}

// One buffer serves all connections: what is read is copied before the next read. Windows hands a buffer to the system
// before there is anything to read, so there each connection needs its own.
const shared = process.platform === 'win32' ? null : Buffer.allocUnsafeSlow(64 * 1024);
/** A server's hint is shortened by this, because it began to count before we did. */
const idleMarginMs = 1_000;

/** One connection to an upstream; at most one request at a time. */
export class Connection implements AnswerListener {
  readonly #origin: URL;
  readonly #limits: ConnectionLimits;
  readonly #owner: ConnectionOwner;
  readonly #socket: Socket;
  readonly #parser: AnswerParser;
  #user: ConnectionUser | null = null;
  #writer: RequestWriter | null = null;
  #pending: UpstreamRequest | null = null;
  #ready = false;
  #closed = false;
  #paused = false;
  /** The connection is looked at again at this time of performance.now(), and given up if nothing happened since. */
  #dueMs: number;
  #headTimeoutMs = 0;
  #answering = false;
  #reuses = 0;
  #idleSinceMs = 0;
  #answered = false;

  constructor(origin: URL, limits: ConnectionLimits, owner: ConnectionOwner) {
    this.#origin = origin;
    this.#limits = limits;
    this.#owner = owner;
    this.#parser = new AnswerParser(this, limits);
    this.#dueMs = performance.now() + limits.connectTimeoutMs;
    this.#socket = this.#open();
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** It has answered a request before the present one. */
  get isReused(): boolean {
    return this.#reuses > 0;
  }

  get idleSinceMs(): number {
    return this.#idleSinceMs;
  }

  /** A byte of the present answer has come. */
  get hasAnswered(): boolean {
    return this.#answered;
  }

  send(request: UpstreamRequest, user: ConnectionUser): void {
    this.#user = user;
    this.#answering = false;
    this.#answered = false;
    this.#headTimeoutMs = request.headTimeoutMs;
    if (this.#ready) this.#write(request);
    else this.#pending = request;
  }

  pause(): void {
    if (this.#paused || this.#closed) return;
    this.#paused = true;
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#paused || this.#closed) return;
    this.#paused = false;
    this.#touch();
    this.#socket.resume();
  }

  /** Ends the connection; its user hears nothing more. */
  destroy(): void {
    this.#user = null;
    this.#close();
  }

  /** Gives up what has taken too long. Called now and then by the owner. */
  check(nowMs: number): void {
    if (this.#paused || nowMs < this.#dueMs) return;
    if (this.#user === null) this.#close();
    else if (this.#ready) this.#break('timeout', 'no answer in time');
    else this.#break('connectTimeout', 'no connection in time');
  }

  onInterim(head: AnswerHead): void {
    this.#user?.onInterim(head);
  }

  onHead(head: AnswerHead): void {
    this.#answering = true;
    this.#user?.onHead(head);
  }

  onBody(bytes: Buffer, from: number, to: number): void {
    const chunk = Buffer.allocUnsafe(to - from);
    bytes.copy(chunk, 0, from, to);
    this.#user?.onBody(chunk);
  }

  onUpgraded(): void {
    this.#break('invalid', 'an upgrade that was not asked for');
  }

  onWhole(trailers: readonly string[], reusable: boolean, idleMs: number | null): void {
    const user = this.#user;
    const requestSent = this.#writer?.sent ?? false;
    this.#user = null;
    this.#writer?.stop();
    this.#writer = null;
    if (reusable && requestSent && !this.#closed) this.#free(idleMs);
    else this.#close();
    user?.onWhole(trailers);
  }

  #open(): Socket {
    const isPlain = this.#origin.protocol !== 'https:';
    const buffer = shared ?? Buffer.allocUnsafeSlow(64 * 1024);
    const socket = dial(
      this.#origin,
      isPlain ? { onread: { buffer, callback: (length) => this.#read(buffer.subarray(0, length)) } } : {},
    );
    if (!isPlain) socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.once(readyEvent(this.#origin), () => this.#connected());
    socket.on('error', (error) => this.#failed(error));
    socket.on('end', () => this.#ended());
    socket.on('close', () => this.#break('ended', 'the connection was closed before the answer was whole'));
    return socket;
  }

  #connected(): void {
    this.#ready = true;
    const request = this.#pending;
    this.#pending = null;
    if (request !== null && this.#user !== null) this.#write(request);
  }

  #write(request: UpstreamRequest): void {
    this.#touch();
    this.#parser.expect(request.method);
    const writer = new RequestWriter(this.#socket, request, {
      onSent: () => {
        this.#touch();
        this.#user?.onSent();
      },
      onProgress: () => this.#touch(),
      onBroken: (error) => this.#break('ended', error.message),
    });
    this.#writer = writer;
    writer.start(this.#origin.host);
  }

  /** False stops reading until `resume`. */
  #read(bytes: Buffer): boolean {
    if (this.#closed) return false;
    this.#answered = true;
    this.#touch();
    const fault = this.#parser.feed(bytes);
    if (fault !== null) this.#break('invalid', fault);
    return !this.#paused;
  }

  #ended(): void {
    const missing = this.#parser.end();
    if (missing !== null) this.#break('ended', missing);
    else this.#close();
  }

  #failed(error: Error & { code?: string }): void {
    const message = error.code === undefined ? error.message : `${error.code}: ${error.message}`;
    if (!this.#ready) this.#break(error.code === 'ETIMEDOUT' ? 'connectTimeout' : 'unreachable', message);
    else this.#break('ended', message);
  }

  #free(idleMs: number | null): void {
    const { idleTimeoutMs } = this.#limits;
    const hintMs = idleMs === null ? idleTimeoutMs : Math.max(0, idleMs - idleMarginMs);
    this.resume();
    this.#reuses += 1;
    this.#idleSinceMs = performance.now();
    this.#dueMs = this.#idleSinceMs + Math.min(hintMs, 10 * 60_000);
    if (hintMs === 0) this.#close();
    else this.#owner.onFree(this);
  }

  #break(how: Breakage, message: string): void {
    const user = this.#user;
    this.#user = null;
    this.#close();
    user?.onBroken(how, message);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#writer?.stop();
    this.#writer = null;
    this.#socket.destroy();
    this.#owner.onClosed(this);
  }

  #touch(): void {
    const limitMs = this.#answering ? this.#limits.bodyIdleTimeoutMs : this.#headTimeoutMs;
    this.#dueMs = performance.now() + limitMs;
  }
}
