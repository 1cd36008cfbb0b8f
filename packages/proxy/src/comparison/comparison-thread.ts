import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { RuleSetsSent } from './rule-sets-sent.ts';
import type { ThreadAnswer, ThreadData, ThreadRequest } from './thread-messages.ts';

export interface ComparisonThreadOptions extends ThreadData {
  /** Jobs that may wait for the thread, and the bytes of their bodies. */
  queueJobsMax: number;
  queueBytesMax: number;
  /** A job that takes longer is ended with its thread. */
  timeoutMs: number;
  log: Logger;
}

export interface ThreadJob {
  /** What its bodies take while it waits. */
  bytes: number;
  /** A client waits for it: it is taken before those that nobody waits for. */
  goesFirst: boolean;
  /** Called when its turn has come. Memory in `transfer` moves to the thread. */
  compose(ruleSets: RuleSetsSent): { request: ThreadRequest; transfer: ArrayBuffer[] };
}

/** `busy`: the queue was full. `stopped`: the proxy stops. `died`: the thread ended before it had an answer. */
export type ThreadOutcome = ThreadAnswer | { type: 'busy' | 'stopped' | 'died' };

interface QueuedJob extends ThreadJob {
  settle(outcome: ThreadOutcome): void;
}

/** Heap of the thread: a body that needs more to be compared ends the thread, not the proxy. */
const heapMegabytesMax = 512;

/**
 * One worker thread for comparisons that would hold up clients. It gets one job at a time, so that its death costs
 * one comparison: the job under way ends as `died`, the waiting ones go to the thread that replaces it.
 */
export class ComparisonThread {
  readonly #options: ComparisonThreadOptions;
  #worker: Worker | null = null;
  #ruleSets = new RuleSetsSent();
  #waiting: QueuedJob[] = [];
  #waitingBytes = 0;
  #underWay: QueuedJob | null = null;
  #deadline: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: ComparisonThreadOptions) {
    this.#options = options;
  }

  /** Never rejects. The thread is started with its first job. */
  run(job: ThreadJob): Promise<ThreadOutcome> {
    if (this.#stopped) return Promise.resolve({ type: 'stopped' });
    const { queueJobsMax, queueBytesMax } = this.#options;
    const isFull = this.#waiting.length >= queueJobsMax || this.#waitingBytes + job.bytes > queueBytesMax;
    if (isFull) return Promise.resolve({ type: 'busy' });
    return new Promise((settle) => {
      if (job.goesFirst) this.#waiting.unshift({ ...job, settle });
      else this.#waiting.push({ ...job, settle });
      this.#waitingBytes += job.bytes;
      this.#next();
    });
  }

  /** Ends the thread; what waits or is under way ends as `stopped`. */
  async close(): Promise<void> {
    this.#stopped = true;
    const left = [...this.#waiting];
    if (this.#underWay !== null) left.unshift(this.#underWay);
    clearTimeout(this.#deadline);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#underWay = null;
    for (const job of left) job.settle({ type: 'stopped' });
    await this.#worker?.terminate();
  }

  #next(): void {
    if (this.#underWay !== null || this.#stopped) return;
    const job = this.#waiting.shift();
    if (job === undefined) return;
    this.#waitingBytes -= job.bytes;
    this.#underWay = job;
    try {
      const worker = this.#started();
      const { request, transfer } = job.compose(this.#ruleSets);
      worker.postMessage(request, transfer);
      this.#deadline = setTimeout(() => this.#passDeadline(), this.#options.timeoutMs);
    } catch (error) {
      this.#options.log.error({ err: error }, 'a comparison could not be handed to its thread');
      this.#finish({ type: 'died' });
    }
  }

  #started(): Worker {
    if (this.#worker !== null) return this.#worker;
    const { decodedBytesMax, secretNames = [], log } = this.#options;
    const worker = new Worker(new URL('./comparison-worker.ts', import.meta.url), {
      workerData: { decodedBytesMax, secretNames } satisfies ThreadData,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytesMax },
      execArgv: [],
    });
    worker.on('message', (answer: ThreadAnswer) => this.#finish(answer));
    worker.on('error', (error) => log.error({ err: error }, 'the comparison thread failed'));
    worker.on('exit', () => this.#foundDead());
    worker.unref();
    this.#worker = worker;
    this.#ruleSets = new RuleSetsSent();
    return worker;
  }

  #finish(outcome: ThreadOutcome): void {
    clearTimeout(this.#deadline);
    const job = this.#underWay;
    this.#underWay = null;
    job?.settle(outcome);
    this.#next();
  }

  #passDeadline(): void {
    const { log, timeoutMs } = this.#options;
    log.warn({ timeoutMs }, 'a comparison took too long and was ended');
    void this.#worker?.terminate();
  }

  #foundDead(): void {
    this.#worker = null;
    if (this.#underWay !== null) this.#finish({ type: 'died' });
  }
}
