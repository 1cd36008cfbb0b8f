import { Connection, type ConnectionLimits } from './http1/connection.ts';

export interface PoolLimits extends ConnectionLimits {
  connectionsMax: number;
  /** Requests that may wait for a free connection, and for how long. */
  pendingMax: number;
  pendingTimeoutMs: number;
}

interface Waiter {
  take(connection: Connection): void;
  timer: NodeJS.Timeout;
}

/** How often connections are looked at for having taken too long. */
const checkMs = 250;
/** An idle connection older than this is used a moment later, so that an end of it that is under way is seen first. */
const freshMs = 2;

/** Hands out connections to one upstream, the last used first, so that idle ones can go. */
export class ConnectionPool {
  readonly #origin: URL;
  readonly #limits: PoolLimits;
  readonly #idle: Connection[] = [];
  readonly #connections = new Set<Connection>();
  readonly #waiting = new Set<Waiter>();
  readonly #timer: NodeJS.Timeout;
  #closed = false;

  constructor(origin: URL, limits: PoolLimits) {
    this.#origin = origin;
    this.#limits = limits;
    this.#timer = setInterval(() => this.#check(), checkMs).unref();
  }

  /**
   * Gives a connection to `take`, at once where one is free, else within `pendingTimeoutMs`; `refuse` hears why not.
   * `fresh` asks for one that has not served before. Returns a function that gives up waiting.
   */
  acquire(take: (connection: Connection) => void, refuse: (why: string) => void, fresh = false): () => void {
    if (this.#closed) {
      refuse('the proxy is stopping');
      return nothing;
    }
    const idle = fresh ? undefined : this.#idle.pop();
    if (idle !== undefined) return this.#reuse(idle, take, refuse);
    if (this.#connections.size < this.#limits.connectionsMax) {
      take(this.#add());
      return nothing;
    }
    if (this.#waiting.size < this.#limits.pendingMax) return this.#wait(take, refuse);
    refuse(`${this.#limits.pendingMax} requests wait for a connection`);
    return nothing;
  }

  /** Requests under way and waiting. */
  get busy(): number {
    return this.#connections.size - this.#idle.length + this.#waiting.size;
  }

  onFree(connection: Connection): void {
    for (const waiter of this.#waiting) {
      this.#waiting.delete(waiter);
      clearTimeout(waiter.timer);
      waiter.take(connection);
      return;
    }
    this.#idle.push(connection);
  }

  onClosed(connection: Connection): void {
    this.#connections.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at !== -1) this.#idle.splice(at, 1);
    if (this.#waiting.size > 0 && !this.#closed) this.onFree(this.#add());
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    for (const { timer } of this.#waiting) clearTimeout(timer);
    this.#waiting.clear();
    for (const connection of [...this.#connections]) connection.destroy();
  }

  #reuse(
    connection: Connection,
    take: (connection: Connection) => void,
    refuse: (why: string) => void,
  ): () => void {
    if (performance.now() - connection.idleSinceMs < freshMs) {
      take(connection);
      return nothing;
    }
    let givenUp = false;
    let stopWaiting = nothing;
    setImmediate(() => {
      if (givenUp) {
        if (!connection.isClosed) this.onFree(connection);
      } else if (connection.isClosed) stopWaiting = this.acquire(take, refuse);
      else take(connection);
    });
    return () => {
      givenUp = true;
      stopWaiting();
    };
  }

  #wait(take: (connection: Connection) => void, refuse: (why: string) => void): () => void {
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

  #add(): Connection {
    const connection = new Connection(this.#origin, this.#limits, this);
    this.#connections.add(connection);
    return connection;
  }

  #check(): void {
    const nowMs = performance.now();
    for (const connection of this.#connections) connection.check(nowMs);
  }
}

function nothing(): void {}
