import { DomainError } from '../errors/domain-error.ts';
import { previewSamples } from './preview-samples.ts';
import type { PreviewAnswer, PreviewJob, SuggestAnswer, SuggestJob } from './sample-job.ts';
import { type SampleLimits, SampleThread } from './sample-thread.ts';
import { suggestFromSamples } from './suggest-from-samples.ts';

/** Shorter than pages wait for an answer. */
const timeLimitMs = 6_000;
/** What a thread may take to start, on a machine that is busy. */
const startLimitMs = 20_000;
const waitingMax = 8;

/**
 * Judges stored samples in a thread of its own, so that ingest and rollbacks never wait for it: one job at a time, a few
 * waiting, each within a time and a heap. A job is made when its turn comes.
 */
export class SampleJudge {
  readonly #thread: SampleThread;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #closed = false;

  constructor(limits: Partial<SampleLimits> = {}) {
    this.#thread = new SampleThread({ timeLimitMs, startLimitMs, ...limits });
  }

  preview(make: () => Promise<PreviewJob>): Promise<PreviewAnswer> {
    return this.#next(async () => {
      const job = await make();
      return job.samples.length === 0 ? previewSamples(job) : this.#thread.answer<PreviewAnswer>(job);
    });
  }

  suggest(make: () => Promise<SuggestJob>): Promise<SuggestAnswer> {
    return this.#next(async () => {
      const job = await make();
      return job.samples.length === 0 ? suggestFromSamples(job) : this.#thread.answer<SuggestAnswer>(job);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#thread.end();
    await this.#turn;
    await this.#thread.end();
  }

  async #next<Answer>(run: () => Promise<Answer>): Promise<Answer> {
    if (this.#waiting >= waitingMax) {
      throw new DomainError(
        'samplesBusy',
        'Others are asking the same of the samples. Ask again in a moment.',
      );
    }
    this.#waiting += 1;
    const answer = this.#turn.then(() => {
      if (this.#closed) throw new DomainError('samplesBusy', 'The control plane is stopping.');
      return run();
    });
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
}
