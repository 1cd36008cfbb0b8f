import { Worker } from 'node:worker_threads';
import { DomainError } from '../errors/domain-error.ts';
import type { SampleJob } from './sample-job.ts';

const heapMegabytesMax = 512;
/** Starting a thread takes longer than most jobs, so that one is kept while people are likely to ask again. */
const idleMs = 60_000;

export interface SampleLimits {
  /** Of one job. */
  timeLimitMs: number;
  /** Of the start of a thread, on top: a job is not too large because the machine is slow. */
  startLimitMs: number;
}

/** The thread that answers jobs, one after the other. It starts with the first job and ends when nobody asks. */
export class SampleThread {
  readonly #limits: SampleLimits;
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | undefined;

  constructor(limits: SampleLimits) {
    this.#limits = limits;
  }

  /** Refuses a job that is past its time or its heap; the next one gets a new thread. */
  async answer<Answer>(job: SampleJob): Promise<Answer> {
    clearTimeout(this.#idle);
    const { timeLimitMs, startLimitMs } = this.#limits;
    const limitMs = this.#worker === null ? startLimitMs + timeLimitMs : timeLimitMs;
    const worker = this.#worker ?? this.#start();
    const limit = setTimeout(() => void worker.terminate(), limitMs);
    try {
      const answer = await ask<Answer>(worker, job);
      this.#idle = setTimeout(() => void this.end(), idleMs).unref();
      return answer;
    } catch (error) {
      this.#worker = null;
      await worker.terminate();
      throw error;
    } finally {
      clearTimeout(limit);
    }
  }

  #start(): Worker {
    const worker = new Worker(new URL('./sample-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytesMax },
    });
    worker.unref();
    // Between two jobs nobody else listens.
    worker.on('error', () => {});
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = null;
    });
    this.#worker = worker;
    return worker;
  }

  async end(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}

/** Safe: the worker answers each job with the answer of its kind, and gets the next one only then. */
function ask<Answer>(worker: Worker, job: SampleJob): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      act();
    };
    const onMessage = (answer: Answer) => settle(() => resolve(answer));
    const onError = (error: unknown) => settle(() => reject(isOutOfMemory(error) ? tooMuch() : error));
    const onExit = () => settle(() => reject(tooMuch()));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(job);
  });
}

function tooMuch(): DomainError {
  return new DomainError(
    'samplesTooMuch',
    'The stored samples are too large to be judged in time. The rule can be saved all the same.',
  );
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
