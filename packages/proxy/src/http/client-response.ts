import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorCode } from '../upstream/call-failure.ts';
import { type HeaderList, withoutHeader } from './header-list.ts';
import { type LeavingAnswer, leaveTogether } from './leave-together.ts';
import { passedTrailers } from './passed-trailers.ts';
import { type ProxyErrorCode, proxyErrorAnswer } from './proxy-error.ts';
import { clientHeaders, writableReason } from './response-headers.ts';

/** Interim answers relayed for one request; more than this is a storm, not information. */
const informationMax = 64;

/** Larger pieces of a body are written as they are. */
const heldBytesMax = 12 * 1024;

export interface ServingState {
  /** The proxy stops: each answer tells its client to close the connection. */
  stopping: boolean;
}

/** The client's end of an exchange: writes an upstream's answer through, byte for byte. */
export class ClientResponse implements LeavingAnswer {
  readonly #response: ServerResponse;
  readonly #serving: ServingState;
  readonly #modern: boolean;
  /** Why the client did not get an upstream's whole answer. */
  fault: { code: ProxyErrorCode; cause: string } | null = null;
  #informations = 0;
  #begun = false;
  /** The head is written and waits for what comes with it. */
  #holding = false;
  /** All of the answer is here, to leave with its head. */
  #ended = false;
  /** Leaves together with others. */
  #waits = false;
  /** The first bytes of the body, held while more may come at once. */
  #held: Buffer | null = null;
  #drain: (() => void) | null = null;

  constructor(request: IncomingMessage, response: ServerResponse, serving: ServingState) {
    this.#response = response;
    this.#serving = serving;
    this.#modern = request.httpVersion === '1.1';
  }

  /** The head of the final answer was given to the client's connection. */
  get begun(): boolean {
    return this.#begun;
  }

  information(status: number, headers: HeaderList): void {
    this.#informations += 1;
    if (this.#begun || !this.#modern || this.#informations > informationMax) return;
    if (this.#response.socket === null) return;
    this.#response.writeInformation(status, clientHeaders(status, headers));
  }

  /** `onDrain` is called each time the client takes bytes again after `data` returned false. */
  head(status: number, reason: string, headers: HeaderList, onDrain: () => void): void {
    const response = this.#response;
    this.#begun = true;
    this.#drain = onDrain;
    response.sendDate = false;
    if (this.#serving.stopping) response.shouldKeepAlive = false;
    this.#writeHead(status, writableReason(reason), clientHeaders(status, headers));
    // The body's first bytes mostly follow at once and then share one write with the head.
    this.#holding = true;
    this.#waits = leaveTogether(this);
    if (!this.#waits) process.nextTick(leave, this);
  }

  /** False when the client is slower than the upstream: pause until the drain is heard. */
  data(chunk: Buffer): boolean {
    if (this.#holding && this.#held === null && chunk.length <= heldBytesMax) {
      this.#held = chunk;
      return true;
    }
    this.#flush();
    if (this.#response.write(chunk)) return true;
    if (this.#drain !== null) {
      this.#response.on('drain', this.#drain);
      this.#drain = null;
    }
    return false;
  }

  end(trailers: HeaderList): void {
    if (trailers.length > 0 && this.#modern) this.#response.addTrailers(pairs(passedTrailers(trailers)));
    this.#ended = true;
    if (!this.#holding) this.#response.end();
    else if (!this.#waits) this.leave();
  }

  /**
   * Answers in the proxy's own name, or breaks the connection where an answer had already begun. `message` is for the
   * client, `cause` for the log.
   */
  fail(code: ProxyErrorCode, message: string, cause: string = message): void {
    this.fault = { code, cause };
    if (this.#begun || this.#response.headersSent) {
      this.leave();
      this.#response.destroy();
      return;
    }
    this.#begun = true;
    const answer = proxyErrorAnswer(code, message);
    if (this.#serving.stopping) this.#response.shouldKeepAlive = false;
    this.#response.writeHead(answer.status, answer.reason, answer.headers);
    this.#response.end(answer.body);
  }

  destroy(): void {
    this.#response.destroy();
  }

  /** What came with the head goes out now, whatever is still to come. */
  leave(): void {
    if (!this.#holding || this.#response.destroyed) return;
    try {
      if (this.#ended) this.#whole();
      else this.#flush();
    } catch {
      // Nobody is above the end of a turn: a fault of the proxy costs this one request, never the process.
      this.#response.destroy();
    }
  }

  #writeHead(status: number, reason: string, headers: string[]): void {
    try {
      this.#response.writeHead(status, reason, headers);
    } catch (error) {
      // node:http writes no Trailer field where no trailers can follow: beside a Content-Length, without a body, to HTTP/1.0.
      if (errorCode(error) !== 'ERR_HTTP_TRAILER_INVALID') throw error;
      this.#response.writeHead(status, reason, [...withoutHeader(headers, 'trailer')]);
    }
  }

  #whole(): void {
    const held = this.#held;
    this.#held = null;
    this.#holding = false;
    // As text of the head's own encoding the body leaves in one piece with it.
    if (held === null) this.#response.end();
    else this.#response.end(held.toString('latin1'), 'latin1');
  }

  #flush(): void {
    if (!this.#holding) return;
    this.#holding = false;
    // Not `flushHeaders`, which writes header strings as UTF-8: a chunk, even an empty one, lets them go out as latin1.
    this.#response.write(this.#held ?? nothing);
    this.#held = null;
  }
}

const nothing = Buffer.alloc(0);

function leave(client: ClientResponse): void {
  client.leave();
}

function pairs(headers: HeaderList): [string, string][] {
  const list: [string, string][] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) list.push([headers[at] ?? '', headers[at + 1] ?? '']);
  return list;
}
