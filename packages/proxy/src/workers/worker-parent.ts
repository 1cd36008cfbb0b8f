import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { SharedSocket } from './shared-socket.ts';
import { type ParentMessage, type WorkerMessage, workerSlotVariable } from './worker-messages.ts';

export interface WorkerParentOptions {
  workers: number;
  /** Where the workers accept; each gets it when it begins. */
  socket: SharedSocket;
  log: Logger;
  /** From the begin of a worker to its word that it serves. */
  readyTimeoutMs: number;
  /** From the word to stop to the end of a worker; past it, it is killed. */
  stopTimeoutMs: number;
  /** Hears what a worker says besides that it is ready, with the id of its process. */
  onMessage: (message: WorkerMessage, pid: number) => void;
}

export interface WorkerState {
  /** Which of the workers this is, from 1; the one that replaces it has the same. */
  slot: number;
  pid: number;
  /** Null until it serves. */
  port: number | null;
  adminPort: number | null;
}

export interface Readiness {
  /** `degraded` takes traffic as `ok` does, with fewer workers. */
  status: 'ok' | 'degraded' | 'notReady';
  serving: number;
  of: number;
}

interface Running extends WorkerState {
  process: ChildProcess;
  startedMs: number;
  stopping: boolean;
}

/** A worker that lived this long was well: the next one begins at once. */
const wellAfterMs = 30_000;
const lastWordMs = 1_000;
const firstBackoffMs = 100;
const backoffMsMax = 5_000;

/** A worker that does not serve, with the reason that it gave. */
class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError';
}

/**
 * Begins the workers that serve, replaces one that dies, and hands the traffic of one after the other to new ones. Each
 * accepts by itself: a connection that a parent hands on is lost, and its client hangs for ever, where the worker ends
 * before it took it.
 */
export class WorkerParent {
  readonly #options: WorkerParentOptions;
  /** The newest of each slot. */
  readonly #slots = new Map<number, Running>();
  /** Every one whose process lives: those that are being replaced too. */
  readonly #alive = new Set<Running>();
  readonly #backoffMs = new Map<number, number>();
  #stopping = false;

  constructor(options: WorkerParentOptions) {
    this.#options = options;
  }

  /** By slot: the worker that serves; where none does, the one that begins. */
  get workers(): readonly WorkerState[] {
    return this.#slotNumbers.flatMap((at) => {
      const found = this.#servingAt(at) ?? this.#slots.get(at);
      if (found === undefined) return [];
      const { slot, pid, port, adminPort } = found;
      return [{ slot, pid, port, adminPort }];
    });
  }

  /** How many of `of` slots have a worker that serves; the old one counts until the one that replaces it serves. */
  get readiness(): Readiness {
    const serving = this.#slotNumbers.filter((slot) => this.#servingAt(slot) !== null).length;
    const of = this.#options.workers;
    if (this.#stopping || serving === 0) return { status: 'notReady', serving, of };
    return { status: serving === of ? 'ok' : 'degraded', serving, of };
  }

  /** Resolves when every worker serves. */
  async start(): Promise<void> {
    try {
      await Promise.all(this.#slotNumbers.map((slot) => this.#begin(slot)));
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /**
   * Replaces the workers one by one: each new one serves before the old one stops. Where one does not come up the rest
   * stays as it is. Resolves to how many were replaced.
   */
  async replaceAll(change: Pick<WorkerParentOptions, 'socket' | 'stopTimeoutMs'>): Promise<number> {
    const before = { ...this.#options };
    Object.assign(this.#options, change);
    let replaced = 0;
    for (let slot = 1; slot <= this.#options.workers && !this.#stopping; slot += 1) {
      const old = this.#slots.get(slot);
      try {
        await this.#begin(slot);
      } catch (error) {
        this.#options.log.error(
          { slot, reason: reasonOf(error) },
          'a new worker did not come up: the old ones go on',
        );
        if (replaced === 0) Object.assign(this.#options, before);
        if (old !== undefined && this.#alive.has(old)) this.#slots.set(slot, old);
        else if (old !== undefined) void this.#revive(old);
        return replaced;
      }
      replaced += 1;
      if (old !== undefined) await this.#end(old);
    }
    return replaced;
  }

  /** Tells every worker but one, those that are being replaced too. */
  tell(message: ParentMessage, butPid: number): void {
    for (const { pid } of this.#alive) if (pid !== butPid) this.tellOne(pid, message);
  }

  tellOne(pid: number, message: ParentMessage): void {
    const to = [...this.#alive].find((running) => running.pid === pid)?.process;
    if (to?.connected) to.send(message, ignore);
  }

  async close(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#alive].map((running) => this.#end(running)));
  }

  get #slotNumbers(): readonly number[] {
    return Array.from({ length: this.#options.workers }, (_, at) => at + 1);
  }

  #servingAt(slot: number): Running | null {
    const serving = [...this.#alive].filter(
      (running) => running.slot === slot && running.port !== null && !running.stopping,
    );
    return serving.at(-1) ?? null;
  }

  /** Resolves when the new worker serves; it takes the slot at once. */
  async #begin(slot: number): Promise<void> {
    const running = this.#fork(slot);
    const { process: worker } = running;
    const ended = new AbortController();
    let reason: string | null = null;
    const ready = new Promise<'ready'>((resolve) => {
      worker.on('message', (message: WorkerMessage) => {
        if (message.type === 'failed') reason = message.reason;
        else if (message.type === 'ready') {
          running.port = message.port;
          running.adminPort = message.adminPort;
          resolve('ready');
        } else this.#options.onMessage(message, running.pid);
      });
    });
    worker.on('error', (error) => {
      reason ??= error.message;
      // What could not even begin does not end.
      if (worker.pid === undefined) ended.abort();
    });
    worker.on('exit', (code, signal) => {
      ended.abort();
      this.#exited(running, code, signal);
    });
    const late = delay(this.#options.readyTimeoutMs, null, { signal: ended.signal, ref: false }).catch(
      () => null,
    );
    if ((await Promise.race([ready, late])) !== null) return;
    // Its last word may come after its end.
    if (ended.signal.aborted && worker.connected)
      await Promise.race([once(worker, 'disconnect'), delay(lastWordMs, null, { ref: false })]);
    const why = ended.signal.aborted
      ? `ended before it served${reason === null ? '' : `: ${reason}`}`
      : `did not serve within ${this.#options.readyTimeoutMs} ms`;
    running.stopping = true;
    worker.kill('SIGKILL');
    if (worker.pid === undefined) this.#exited(running, null, null);
    throw new WorkerStartError(`worker ${slot} ${why}`);
  }

  #fork(slot: number): Running {
    const [, program = '', ...args] = process.argv;
    const worker = fork(program, args, {
      env: { ...process.env, [workerSlotVariable]: String(slot) },
      // In the order of `sharedSocketFd`.
      stdio: ['inherit', 'inherit', 'inherit', 'ipc', this.#options.socket.fd],
    });
    const running: Running = {
      slot,
      process: worker,
      pid: worker.pid ?? 0,
      port: null,
      adminPort: null,
      startedMs: performance.now(),
      stopping: false,
    };
    this.#slots.set(slot, running);
    this.#alive.add(running);
    return running;
  }

  #exited(running: Running, code: number | null, signal: string | null): void {
    const { slot, pid, port } = running;
    this.#alive.delete(running);
    const isCurrent = this.#slots.get(slot) === running;
    if (isCurrent) this.#slots.delete(slot);
    if (running.stopping || this.#stopping || !isCurrent || port === null) return;
    this.#options.log.error(
      { slot, pid, code, signal },
      'a worker died: its clients lost their connections, no others',
    );
    void this.#revive(running);
  }

  /** Tries until a worker serves again, with growing pauses where they die young. */
  async #revive(dead: Running): Promise<void> {
    const { slot } = dead;
    const lived = performance.now() - dead.startedMs;
    let pauseMs = lived >= wellAfterMs ? 0 : (this.#backoffMs.get(slot) ?? 0);
    while (!this.#stopping && !this.#slots.has(slot)) {
      this.#backoffMs.set(slot, Math.min(backoffMsMax, Math.max(firstBackoffMs, pauseMs * 2)));
      await delay(pauseMs, undefined, { ref: false });
      if (this.#stopping || this.#slots.has(slot)) return;
      try {
        await this.#begin(slot);
        this.#options.log.info({ slot, pid: this.#slots.get(slot)?.pid }, 'the worker is replaced');
      } catch (error) {
        this.#options.log.error({ slot, reason: reasonOf(error) }, 'the worker could not be replaced yet');
        pauseMs = this.#backoffMs.get(slot) ?? firstBackoffMs;
      }
    }
  }

  async #end(running: Running): Promise<void> {
    running.stopping = true;
    const { process: worker, slot, pid } = running;
    if (worker.exitCode !== null || worker.signalCode !== null) return;
    const exited = once(worker, 'exit');
    worker.kill('SIGTERM');
    const done = new AbortController();
    const late = delay(this.#options.stopTimeoutMs, 'late', { signal: done.signal }).catch(() => 'gone');
    if ((await Promise.race([exited, late])) === 'late') {
      this.#options.log.error({ slot, pid }, 'a worker did not stop in time and is killed');
      worker.kill('SIGKILL');
      await exited;
    }
    done.abort();
  }
}

function ignore(): void {}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
