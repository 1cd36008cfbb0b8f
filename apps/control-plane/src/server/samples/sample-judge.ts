import { Worker } from 'node:worker_threads';
import { DomainError } from '../errors/domain-error.ts';
import type { PreviewAnswer, PreviewJob, SampleJob, SuggestAnswer, SuggestJob } from './sample-job.ts';

/** Shorter than pages wait for an answer. */
const timeLimitMs = 6_000;
const waitingMax = 8;
const heapMegabytesMax = 512;

/**
 * Judges stored samples in a thread of its own, so that ingest and rollbacks never wait for it: one job at a time, a few
 * waiting, each within a time and a heap. A job is made when its turn comes.
 */
export class SampleJudge {
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #running: Worker | null = null;
  #closed = false;
  readonly #timeLimitMs: number;

  constructor(options: { timeLimitMs?: number } = {}) {
    this.#timeLimitMs = options.timeLimitMs ?? timeLimitMs;
  }

  preview(make: () => Promise<PreviewJob>): Promise<PreviewAnswer> {
    return this.#next<PreviewAnswer>(make);
  }

  suggest(make: () => Promise<SuggestJob>): Promise<SuggestAnswer> {
    return this.#next<SuggestAnswer>(make);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running?.terminate();
    await this.#turn;
  }

  async #next<Answer>(make: () => Promise<SampleJob>): Promise<Answer> {
    if (this.#waiting >= waitingMax) {
      throw new DomainError(
        'samplesBusy',
        'Others are asking the same of the samples. Ask again in a moment.',
      );
    }
    this.#waiting += 1;
    const answer = this.#turn.then(async () => this.#run<Answer>(await make()));
    this.#turn = answer.then(
      () => {},
      () => {},
    );
    try {
      return await answer;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #run<Answer>(job: SampleJob): Promise<Answer> {
    if (this.#closed) throw new DomainError('samplesBusy', 'The control plane is stopping.');
    const worker = new Worker(new URL('./sample-worker.ts', import.meta.url), {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytesMax },
    });
    this.#running = worker;
    const limit = setTimeout(() => void worker.terminate(), this.#timeLimitMs);
    try {
      return await answerOf<Answer>(worker);
    } finally {
      clearTimeout(limit);
      this.#running = null;
      await worker.terminate();
    }
  }
}

/** Safe: the worker's only message is the answer to the job that it was made with. */
function answerOf<Answer>(worker: Worker): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.once('message', (answer: Answer) => resolve(answer));
    worker.once('error', (error) => reject(isOutOfMemory(error) ? tooMuch() : error));
    worker.once('exit', () => reject(tooMuch()));
  });
}

function tooMuch(): DomainError {
  return new DomainError(
    'samplesTooMuch',
    'The stored samples are too large to be judged in time. The rule can be saved all the same.',
  );
}

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
