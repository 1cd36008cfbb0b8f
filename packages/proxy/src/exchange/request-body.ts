import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Capture } from './capture.ts';

export interface BodyObserver {
  /** The body has ended, and this is its copy; null where it was not kept. */
  onWhole(copy: Buffer | null): void;
}

/**
 * A client's body on its way to the primary, with backpressure, and beside that a copy of it for the other call. The
 * copy goes on when the primary no longer reads.
 */
export class RequestBody extends Readable {
  readonly #request: IncomingMessage;
  #copy: Capture | null;
  #wanted = true;

  constructor(request: IncomingMessage, copy: Capture | null, observer: BodyObserver | null) {
    super({ highWaterMark: 64 * 1024 });
    this.#request = request;
    this.#copy = copy;
    request.on('data', (chunk: Buffer) => this.#forward(chunk));
    request.on('end', () => {
      observer?.onWhole(this.#copy?.whole() ?? null);
      if (this.#wanted) this.push(null);
    });
    request.on('close', () => {
      if (!request.complete) this.destroy(new Error('the client broke off its request'));
    });
    request.pause();
  }

  override _read(): void {
    this.#request.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#wanted = false;
    // What is left is read and thrown away, so that the client's connection stays usable.
    this.#request.resume();
    callback(error);
  }

  #forward(chunk: Buffer): void {
    if (this.#copy !== null && this.#copy.add(chunk) !== 'kept') {
      this.#copy.release();
      this.#copy = null;
    }
    if (this.#wanted && !this.push(chunk)) this.#request.pause();
  }
}
