import net from 'node:net';
import type { Upstream } from './upstream.ts';

const lookMs = 1_000;
const timeoutMs = 2_000;
/** A connection now and then, without a word on it, does no harm. */
const staleMs = 5_000;

/** Keeps known whether an upstream can be reached while nobody calls it. */
export class ReachProbe {
  readonly #upstream: Upstream;
  readonly #isWanted: () => boolean;
  #timer: NodeJS.Timeout | undefined;
  #socket: net.Socket | null = null;

  constructor(upstream: Upstream, isWanted: () => boolean) {
    this.#upstream = upstream;
    this.#isWanted = isWanted;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), lookMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#socket?.destroy();
  }

  #look(): void {
    const { reach } = this.#upstream;
    const isFresh = reach !== null && performance.now() - reach.atMs < staleMs;
    if (isFresh || this.#socket !== null || !this.#isWanted()) return;
    const { hostname, port, protocol } = this.#upstream.origin;
    const socket = net.connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    });
    this.#socket = socket;
    socket.setTimeout(timeoutMs, () => this.#found(socket, false));
    socket.once('connect', () => this.#found(socket, true));
    socket.on('error', () => this.#found(socket, false));
  }

  #found(socket: net.Socket, reachable: boolean): void {
    socket.destroy();
    if (this.#socket !== socket) return;
    this.#socket = null;
    this.#upstream.noteReach(reachable);
  }
}
