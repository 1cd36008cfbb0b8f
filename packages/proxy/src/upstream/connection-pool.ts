import type { Socket } from 'node:net';
import type { Client } from 'undici';
import { filterHeads, type HeadFilter } from './head-filter.ts';

export interface PoolLimits {
  connectionsMax: number;
  /** Requests that may wait for a free connection, and for how long. */
  pendingMax: number;
  pendingTimeoutMs: number;
  /** How long the body of an answer may stay without a byte. */
  bodyIdleTimeoutMs: number;
}

/** A call as its connection's place knows it. */
export interface CallUnderWay {
  /** An interim 100 came. */
  onContinue(): void;
  /** Comes every `lookMs`, so that a call sees that it waits for too long; a timer of its own for each would cost more than this. */
  look(): void;
}

/** How often calls under way look at their time: one that is too late is given up within twice this time. */
export const lookMs = 250;

/** Makes a client whose connections are shown to `onSocket` before anything is read from them. */
export type ClientFactory = (onSocket: (socket: Socket) => void) => Client;

/** One connection's place in a pool: an undici client with at most one request at a time. */
export class Slot {
  readonly client: Client;
  /** Answers read whole on the present connection; 0 means that the next request is its first. */
  answered = 0;
  /** The present connection broke with an error, rather than being closed in good order. */
  broken = false;
  /**
   * Not a function made for each request: V8 makes one that is written as the value
   * of a property old at once, and with it all that it refers to lasts until the next full collection.
   */
  underWay: CallUnderWay | null = null;
  #filter: HeadFilter | null = null;

  constructor(create: ClientFactory) {
    this.client = create((socket) => this.#connected(socket));
  }

  /** The request under way is about to be written. */
  expectHead(): void {
    this.#filter?.expectHead();
  }

  #connected(socket: Socket): void {
    this.answered = 0;
    this.broken = false;
    this.#filter = filterHeads(socket, () => this.underWay?.onContinue());
    socket.on('error', () => {
      this.broken = true;
    });
  }
}

interface Waiter {
  take(slot: Slot): void;
  timer: NodeJS.Timeout;
}

/** Hands out connections to one upstream, the last used first, so that idle ones can go. */
export class ConnectionPool {
  readonly #limits: PoolLimits;
  readonly #create: ClientFactory;
  readonly #idle: Slot[] = [];
  readonly #slots = new Set<Slot>();
  readonly #waiting = new Set<Waiter>();
  #closed = false;
  /** Runs while calls are under way. */
  #looks: NodeJS.Timeout | null = null;

  constructor(limits: PoolLimits, create: ClientFactory) {
    this.#limits = limits;
    this.#create = create;
  }

  /**
   * Gives a slot to `take`, at once where one is free, else within `pendingTimeoutMs`; `refuse` hears why not.
   * `fresh` asks for a connection that has not served before. Returns a function that gives up waiting.
   */
  acquire(take: (slot: Slot) => void, refuse: (why: string) => void, fresh = false): () => void {
    const slot = this.#closed ? null : this.#freeSlot(fresh);
    if (slot !== null) {
      this.#looks ??= setInterval(() => this.#look(), lookMs).unref();
      take(slot);
      return noWait;
    }
    if (this.#closed || this.#waiting.size >= this.#limits.pendingMax) {
      refuse(
        this.#closed ? 'the proxy is stopping' : `${this.#limits.pendingMax} requests wait for a connection`,
      );
      return noWait;
    }
    return this.#wait(take, refuse);
  }

  release(slot: Slot): void {
    for (const waiter of this.#waiting) {
      this.#waiting.delete(waiter);
      clearTimeout(waiter.timer);
      waiter.take(slot);
      return;
    }
    this.#idle.push(slot);
  }

  /** Takes a slot out for good, as after a failed connect, so that the next request starts afresh. */
  discard(slot: Slot): void {
    this.#slots.delete(slot);
    void slot.client.destroy(null).catch(ignoreLateError);
    if (this.#waiting.size > 0 && !this.#closed) this.release(this.#add());
  }

  /** Requests under way and waiting. */
  get busy(): number {
    return this.#slots.size - this.#idle.length + this.#waiting.size;
  }

  get bodyIdleTimeoutMs(): number {
    return this.#limits.bodyIdleTimeoutMs;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#endLooks();
    for (const { timer } of this.#waiting) clearTimeout(timer);
    await Promise.all([...this.#slots].map((slot) => slot.client.destroy(null).catch(ignoreLateError)));
  }

  #look(): void {
    for (const slot of this.#slots) slot.underWay?.look();
    if (this.busy === 0) this.#endLooks();
  }

  #endLooks(): void {
    if (this.#looks !== null) clearInterval(this.#looks);
    this.#looks = null;
  }

  #wait(take: (slot: Slot) => void, refuse: (why: string) => void): () => void {
    const { pendingTimeoutMs } = this.#limits;
    const timer = setTimeout(() => {
      this.#waiting.delete(waiter);
      refuse(`no connection became free within ${pendingTimeoutMs} ms`);
    }, pendingTimeoutMs);
    const waiter: Waiter = { take, timer };
    this.#waiting.add(waiter);
    return () => {
      clearTimeout(timer);
      this.#waiting.delete(waiter);
    };
  }

  #freeSlot(fresh: boolean): Slot | null {
    const canAdd = this.#slots.size < this.#limits.connectionsMax;
    if (fresh && canAdd) return this.#add();
    return this.#idle.pop() ?? (canAdd ? this.#add() : null);
  }

  #add(): Slot {
    const slot = new Slot(this.#create);
    this.#slots.add(slot);
    return slot;
  }
}

function noWait(): void {}

/** A connection that is thrown away may still report how it broke; nobody is left to care. */
function ignoreLateError(): void {}
