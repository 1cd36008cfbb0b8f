import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { rawHead } from '../http/proxy-error.ts';
import { clientHeaders } from '../http/response-headers.ts';
import { refuse } from '../http/traffic-server.ts';
import type { AnswerHead } from '../upstream/http1/answer-head.ts';
import { type AnswerListener, AnswerParser } from '../upstream/http1/answer-parser.ts';
import { dial, readyEvent } from '../upstream/http1/dial.ts';
import { requestHead } from '../upstream/http1/request-writer.ts';
import type { Upstream } from '../upstream/upstream.ts';

export interface UpgradeRequest {
  method: string;
  path: string;
  headers: string[];
}

/** One upgraded connection: the handshake with the primary, and then the two sockets joined. */
export class Splice implements AnswerListener {
  readonly #upstream: Upstream;
  readonly #client: Duplex;
  readonly #early: Buffer;
  readonly #socket: Socket;
  readonly #parser: AnswerParser;
  readonly #timer: NodeJS.Timeout;
  #begun = false;

  /** `early` is what the client sent behind its request. */
  constructor(upstream: Upstream, client: Duplex, early: Buffer) {
    this.#upstream = upstream;
    this.#client = client;
    this.#early = early;
    this.#parser = new AnswerParser(this, upstream.limits);
    this.#socket = dial(upstream.origin, {});
    this.#timer = setTimeout(() => this.#fail('upstreamTimeout'), upstream.limits.connectTimeoutMs);
  }

  start(request: UpgradeRequest): void {
    const { origin } = this.#upstream;
    this.#socket.once(readyEvent(origin), () => {
      this.#parser.expect('GET', true);
      const whole = { ...request, body: null, trailers: null, headTimeoutMs: 0 };
      this.#socket.write(requestHead(whole, origin.host, null), 'latin1');
    });
    this.#socket.on('data', this.#read);
    this.#socket.on('error', () => this.#fail('upstreamRefused'));
    this.#socket.on('close', () => this.#fail('upstreamReset'));
    this.#client.once('close', () => this.#socket.destroy());
  }

  onInterim(): void {}

  onUpgraded(head: AnswerHead, rest: Buffer): void {
    clearTimeout(this.#timer);
    this.#begun = true;
    this.#socket.off('data', this.#read);
    this.#client.write(rawHead(head.status, head.reason, head.headers), 'latin1');
    if (rest.length > 0) this.#client.write(rest);
    if (this.#early.length > 0) this.#socket.write(this.#early);
    this.#socket.pipe(this.#client);
    this.#client.pipe(this.#socket);
  }

  /** The primary declined: its answer goes to the client as it is, on a connection that then closes. */
  onHead(head: AnswerHead): void {
    clearTimeout(this.#timer);
    this.#begun = true;
    const headers = [...clientHeaders(head.status, head.headers), 'Connection', 'close'];
    this.#client.write(rawHead(head.status, head.reason, headers), 'latin1');
    this.#client.on('drain', () => this.#socket.resume());
  }

  onBody(bytes: Buffer, from: number, to: number): void {
    if (!this.#client.write(Buffer.from(bytes.subarray(from, to)))) this.#socket.pause();
  }

  onWhole(): void {
    this.#client.end();
    this.#socket.destroy();
  }

  readonly #read = (bytes: Buffer): void => {
    if (this.#parser.feed(bytes) !== null) this.#fail('upstreamInvalid');
  };

  #fail(code: 'upstreamRefused' | 'upstreamReset' | 'upstreamTimeout' | 'upstreamInvalid'): void {
    clearTimeout(this.#timer);
    this.#socket.destroy();
    if (this.#begun) this.#client.destroy();
    else {
      this.#begun = true;
      refuse(this.#client, code, 'the upstream did not agree to the upgrade');
    }
  }
}
