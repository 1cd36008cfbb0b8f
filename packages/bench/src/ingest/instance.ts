import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { decodeControlMessage, limits, linkCompression, protocolVersion } from '@delta-guard/protocol';
import { WebSocket } from 'ws';
import type { Frames } from './frames.ts';

/** One proxy as the control plane sees it: a link that sends batches and waits for their acks. */
export class Instance {
  readonly #socket: WebSocket;
  readonly #frames: Frames;
  /** When each batch that is not acked yet was ready, by its number. */
  readonly #unacked = new Map<number, number>();
  readonly #lagsMs: number[] = [];
  #seq = 0;
  #waiting: number[] = [];
  #failure: Error | null = null;

  private constructor(socket: WebSocket, frames: Frames) {
    this.#socket = socket;
    this.#frames = frames;
    socket.on('message', (data) => this.#receive(data.toString()));
    socket.on('close', (code, reason) => {
      this.#failure = new Error(`the link was closed with ${code}: ${reason.toString('utf8')}`);
    });
  }

  static async join(at: { port: number; token: string; frames: Frames; name: string }): Promise<Instance> {
    const socket = new WebSocket(`ws://127.0.0.1:${at.port}/ingest`, {
      headers: { authorization: `Bearer ${at.token}` },
      perMessageDeflate: linkCompression,
    });
    await once(socket, 'open');
    const instance = new Instance(socket, at.frames);
    const hello = {
      type: 'hello',
      protocol: protocolVersion,
      gateway: 'default',
      spool: randomBytes(16).toString('hex'),
      instance: at.name,
      startedAt: Date.now(),
      appliedRevision: 0,
      firstSeq: 1,
      servedStages: ['off', 'shadow', 'live'],
    };
    socket.send(JSON.stringify(hello));
    return instance;
  }

  get acked(): number {
    return this.#lagsMs.length;
  }

  /** Of each acked batch: from when it was ready to its ack. */
  get lagsMs(): readonly number[] {
    return this.#lagsMs;
  }

  /** Resolves once all that was offered is acked. */
  async drained(withinMs: number): Promise<void> {
    const untilMs = performance.now() + withinMs;
    while (this.#unacked.size + this.#waiting.length > 0) {
      if (this.#failure) throw this.#failure;
      if (performance.now() > untilMs) throw new Error(`batches were not acked within ${withinMs} ms`);
      await delay(5);
    }
  }

  /** A batch is ready; it is sent as soon as fewer than the wire allows are unacked. */
  offer(): void {
    if (this.#failure) throw this.#failure;
    this.#waiting.push(performance.now());
    this.#send();
  }

  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.close();
  }

  #send(): void {
    while (this.#unacked.size < limits.batchesInFlightMax) {
      const readyMs = this.#waiting.shift();
      if (readyMs === undefined) return;
      this.#seq += 1;
      this.#unacked.set(this.#seq, readyMs);
      this.#socket.send(this.#frames.take(this.#seq));
    }
  }

  #receive(frame: string): void {
    const decoded = decodeControlMessage(frame);
    if (!decoded.ok) throw new Error(decoded.reason);
    if (decoded.value.type !== 'ack') return;
    const readyMs = this.#unacked.get(decoded.value.seq);
    if (readyMs === undefined) return;
    this.#unacked.delete(decoded.value.seq);
    this.#lagsMs.push(performance.now() - readyMs);
    this.#send();
  }
}
