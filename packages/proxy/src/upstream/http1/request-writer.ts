import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { firstHeader } from '../../http/header-list.ts';
import type { UpstreamRequest } from '../call.ts';

export interface WriterListener {
  /** The last byte of the request was handed to the socket. */
  onSent(): void;
  /** Something was sent or could be sent again: the upstream reads. */
  onProgress(): void;
  /** The body broke off: what is on the wire is half a request. */
  onBroken(error: Error): void;
}

/** Writes one request to a socket. A body that streams is read only as fast as the socket takes it. */
export class RequestWriter {
  readonly #socket: Socket;
  readonly #request: UpstreamRequest;
  readonly #listener: WriterListener;
  #over = false;

  constructor(socket: Socket, request: UpstreamRequest, listener: WriterListener) {
    this.#socket = socket;
    this.#request = request;
    this.#listener = listener;
  }

  /** The whole request went out. */
  get sent(): boolean {
    return this.#over;
  }

  start(host: string): void {
    const { body } = this.#request;
    if (body === null) {
      this.#socket.write(requestHead(this.#request, host, null), 'latin1');
      this.#finish();
    } else if (body instanceof Readable) {
      const chunked = firstHeader(this.#request.headers, 'content-length') === undefined;
      this.#socket.write(requestHead(this.#request, host, chunked ? 'chunked' : null), 'latin1');
      this.#stream(body, chunked);
    } else {
      this.#socket.cork();
      this.#socket.write(requestHead(this.#request, host, body.length), 'latin1');
      this.#socket.write(body);
      this.#socket.uncork();
      this.#finish();
    }
  }

  /** Nothing more of the body is sent. */
  stop(): void {
    this.#over = true;
  }

  #stream(body: Readable, chunked: boolean): void {
    const socket = this.#socket;
    const onDrain = () => {
      this.#listener.onProgress();
      body.resume();
    };
    socket.on('drain', onDrain);
    body.on('data', (chunk: Buffer) => {
      if (this.#over) return;
      this.#listener.onProgress();
      if (!writeChunk(socket, chunk, chunked)) body.pause();
    });
    body.on('end', () => {
      if (this.#over) return;
      if (chunked) socket.write(`0\r\n${this.#trailers()}\r\n`, 'latin1');
      this.#finish();
    });
    body.on('error', (error) => this.#break(error));
    body.on('close', () => {
      socket.off('drain', onDrain);
      this.#break(new Error('the request body was not whole'));
    });
  }

  #trailers(): string {
    let text = '';
    const trailers = this.#request.trailers?.() ?? [];
    for (let at = 0; at + 1 < trailers.length; at += 2) text += `${trailers[at]}: ${trailers[at + 1]}\r\n`;
    return text;
  }

  #finish(): void {
    this.#over = true;
    this.#listener.onSent();
  }

  #break(error: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.onBroken(error);
  }
}

/** The head as wire text. `framing` is added where the headers do not frame the body: a length, or `chunked`. */
export function requestHead(
  request: UpstreamRequest,
  host: string,
  framing: number | 'chunked' | null,
): string {
  const { headers } = request;
  let head = `${request.method} ${request.path} HTTP/1.1\r\n`;
  if (firstHeader(headers, 'host') === undefined) head += `Host: ${host}\r\n`;
  for (let at = 0; at + 1 < headers.length; at += 2) head += `${headers[at]}: ${headers[at + 1]}\r\n`;
  if (framing === 'chunked') head += 'Transfer-Encoding: chunked\r\n';
  else if (framing !== null && firstHeader(headers, 'content-length') === undefined) {
    head += `Content-Length: ${framing}\r\n`;
  }
  return `${head}\r\n`;
}

function writeChunk(socket: Socket, chunk: Buffer, chunked: boolean): boolean {
  if (!chunked) return socket.write(chunk);
  if (chunk.length === 0) return true;
  socket.cork();
  socket.write(`${chunk.length.toString(16)}\r\n`, 'latin1');
  socket.write(chunk);
  const flows = socket.write('\r\n', 'latin1');
  socket.uncork();
  return flows;
}
