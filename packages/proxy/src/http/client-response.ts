import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HeaderList } from './header-list.ts';
import { type ProxyErrorCode, proxyErrorAnswer } from './proxy-error.ts';
import { clientHeaders, writableReason } from './response-headers.ts';

/** Interim answers relayed for one request; more than this is a storm, not information. */
const informationMax = 64;

export interface ServingState {
  /** The proxy stops: each answer tells its client to close the connection. */
  stopping: boolean;
}

/** The client's end of an exchange: writes an upstream's answer through, byte for byte. */
export class ClientResponse {
  readonly #response: ServerResponse;
  readonly #serving: ServingState;
  readonly #modern: boolean;
  #informations = 0;
  #begun = false;
  #flushed = false;
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
    response.writeHead(status, writableReason(reason), clientHeaders(status, headers));
    // The body's first bytes mostly follow in this tick and then share one write with the head.
    process.nextTick(flushHead, this);
  }

  /** False when the client is slower than the upstream: pause until the drain is heard. */
  data(chunk: Buffer): boolean {
    this.#flushed = true;
    if (this.#response.write(chunk)) return true;
    if (this.#drain !== null) {
      this.#response.on('drain', this.#drain);
      this.#drain = null;
    }
    return false;
  }

  end(trailers: HeaderList): void {
    this.#flushed = true;
    if (trailers.length > 0 && this.#modern) this.#response.addTrailers(pairs(trailers));
    this.#response.end();
  }

  /** Answers in the proxy's own name, or breaks the connection where an answer had already begun. */
  fail(code: ProxyErrorCode, message: string): void {
    if (this.#begun || this.#response.headersSent) {
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

  flushHead(): void {
    // Not `flushHeaders`, which writes header strings as UTF-8: an empty chunk lets them go out as the latin1 they are.
    if (!this.#flushed && !this.#response.destroyed) this.#response.write(nothing);
  }
}

const nothing = Buffer.alloc(0);

function flushHead(client: ClientResponse): void {
  client.flushHead();
}

function pairs(headers: HeaderList): [string, string][] {
  const list: [string, string][] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) list.push([headers[at] ?? '', headers[at + 1] ?? '']);
  return list;
}
