import type { WebSocket } from 'ws';

/** How long the other end of a link may take, in ms. */
export interface LinkWaits {
  /** To accept the connection: TCP, TLS and the handshake of WebSocket together. */
  openMs: number;
  /** From there to its welcome. */
  welcomeMs: number;
  /** Without a word, not even an answer to a ping. */
  silentMs: number;
}

export const linkWaits: LinkWaits = { openMs: 5_000, welcomeMs: 10_000, silentMs: 10_000 };

/** Breaks one connection off when its other end is gone without a word, as behind a network that swallows packets. */
export class LinkWatch {
  readonly #socket: WebSocket;
  readonly #waits: LinkWaits;
  readonly #onGone: (reason: string) => void;
  readonly #everyMs: number;
  readonly #timer: NodeJS.Timeout;
  #state: 'opening' | 'greeting' | 'linked' = 'opening';
  #sinceMs = performance.now();
  #lookedMs = this.#sinceMs;

  /** `onGone` hears once why, before the connection is broken off. */
  constructor(socket: WebSocket, waits: LinkWaits, onGone: (reason: string) => void) {
    this.#socket = socket;
    this.#waits = waits;
    this.#onGone = onGone;
    this.#everyMs = Math.min(1_000, waits.silentMs / 4);
    this.#timer = setInterval(() => this.#look(), this.#everyMs);
    this.#timer.unref();
  }

  opened(): void {
    this.#enter('greeting');
  }

  welcomed(): void {
    this.#enter('linked');
  }

  /** Anything at all came from the other end. */
  heard(): void {
    if (this.#state === 'linked') this.#sinceMs = performance.now();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #enter(state: 'greeting' | 'linked'): void {
    this.#state = state;
    this.#sinceMs = performance.now();
  }

  #look(): void {
    const { openMs, welcomeMs, silentMs } = this.#waits;
    const [waitMs, reason] = {
      opening: [openMs, 'the control plane does not accept the link'] as const,
      greeting: [welcomeMs, 'the control plane does not answer the hello'] as const,
      linked: [silentMs, 'the control plane is silent'] as const,
    }[this.#state];
    if (this.#passedMs() <= waitMs) {
      if (this.#state === 'linked') this.#socket.ping();
      return;
    }
    this.stop();
    this.#onGone(reason);
    this.#socket.terminate();
  }

  /** Less the time in which this process was held up itself: it has not read yet what came meanwhile. */
  #passedMs(): number {
    const nowMs = performance.now();
    const heldUpMs = nowMs - this.#lookedMs - this.#everyMs;
    this.#lookedMs = nowMs;
    if (heldUpMs > this.#everyMs) this.#sinceMs = Math.min(nowMs, this.#sinceMs + heldUpMs);
    return nowMs - this.#sinceMs;
  }
}
