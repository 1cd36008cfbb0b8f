import net, { type Socket } from 'node:net';

export interface Answered {
  ok: boolean;
  /** From the moment the request was due to the last byte of its answer. */
  latencyMs: number;
}

/** One keep-alive connection of a load: one request at a time, answers with a Content-Length. */
export class LoadClient {
  readonly #request: Buffer;
  readonly #port: number;
  readonly #onAnswer: (client: LoadClient, answered: Answered) => void;
  #socket: Socket;
  #dueMs: number | null = null;
  #head = '';
  #status = 0;
  /** Bytes of the answer that are still to come, once its head is known. */
  #missing: number | null = null;

  constructor(
    { port, request }: { port: number; request: Buffer },
    onAnswer: (client: LoadClient, answered: Answered) => void,
  ) {
    this.#port = port;
    this.#request = request;
    this.#onAnswer = onAnswer;
    this.#socket = this.#connect();
  }

  /** Sends the request, which was due at this time on the clock of `performance.now()`. */
  send(dueMs: number): void {
    this.#dueMs = dueMs;
    this.#socket.write(this.#request);
  }

  close(): void {
    this.#dueMs = null;
    this.#socket.removeAllListeners('close').destroy();
  }

  #connect(): Socket {
    const socket = net.connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#socket = this.#connect();
      if (this.#dueMs !== null) this.#end(false);
    });
    return socket;
  }

  #read(chunk: Buffer): void {
    if (this.#missing === null) {
      this.#head += chunk.toString('latin1');
      const end = this.#head.indexOf('\r\n\r\n');
      if (end === -1) return;
      const length = /\r\ncontent-length: *(\d+)/i.exec(this.#head.slice(0, end + 2))?.[1];
      if (length === undefined) throw new Error(`an answer without a length: ${this.#head.slice(0, end)}`);
      this.#status = Number(this.#head.slice(9, 12));
      this.#missing = end + 4 + Number(length) - this.#head.length;
      this.#head = '';
    } else {
      this.#missing -= chunk.length;
    }
    if (this.#missing === 0) this.#end(this.#status === 200);
  }

  #end(ok: boolean): void {
    const latencyMs = performance.now() - (this.#dueMs ?? 0);
    this.#dueMs = null;
    this.#missing = null;
    this.#head = '';
    this.#onAnswer(this, { ok, latencyMs });
  }
}

/** The request of all loads. */
export function requestTo(port: number): Buffer {
  return Buffer.from(
    `GET /accounts/42/orders HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: application/json\r\nUser-Agent: bench\r\n\r\n`,
  );
}
