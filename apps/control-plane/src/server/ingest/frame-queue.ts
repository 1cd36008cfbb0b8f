import { limits } from '@delta-guard/protocol';
import type { WebSocket } from 'ws';

/** Beyond either the socket is not read, and TCP holds the proxy back. */
const framesMax = limits.batchesInFlightMax + 2;
const charactersMax = 2 * limits.frameBytesMax;

/** Frames read ahead of the database, worked off one after the other in the order they came. */
export class FrameQueue {
  readonly #socket: WebSocket;
  readonly #take: (frame: string) => Promise<void>;
  readonly #frames: string[] = [];
  #characters = 0;
  #working: Promise<void> | null = null;
  #dropped = false;

  constructor(socket: WebSocket, take: (frame: string) => Promise<void>) {
    this.#socket = socket;
    this.#take = take;
  }

  push(frame: string): void {
    if (this.#dropped) return;
    this.#frames.push(frame);
    this.#characters += frame.length;
    if (this.#isFull()) this.#socket.pause();
    this.#working ??= this.#work();
  }

  /** Takes the next frame that waits as well, where `read` makes something of it. */
  also<T>(read: (frame: string) => T | null): T | null {
    const [frame] = this.#frames;
    const made = frame === undefined ? null : read(frame);
    if (made !== null) this.#shift();
    return made;
  }

  /** Forgets what waits and takes nothing more; what is under way ends by itself. */
  drop(): void {
    this.#dropped = true;
    this.#frames.length = 0;
  }

  /** Resolves once nothing is under way. */
  async idle(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    for (let frame = this.#shift(); frame !== undefined; frame = this.#shift()) {
      await this.#take(frame);
      if (this.#dropped) break;
      if (this.#socket.isPaused && !this.#isFull()) this.#socket.resume();
    }
    this.#working = null;
  }

  #shift(): string | undefined {
    const frame = this.#frames.shift();
    this.#characters -= frame?.length ?? 0;
    return frame;
  }

  #isFull(): boolean {
    return this.#frames.length >= framesMax || this.#characters >= charactersMax;
  }
}
