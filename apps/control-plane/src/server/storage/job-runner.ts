import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { lockSpace, locks } from '../store/advisory-locks.ts';

export interface Job {
  name: string;
  /** From the end of a run to the begin of the next. */
  everyMs: number;
  /** Does what is due; what it returns is for the log, empty where nothing was done. */
  run: () => Promise<Record<string, number>>;
}

export interface JobRun {
  name: string;
  at: Date;
  tookMs: number;
  done: Record<string, number>;
  /** Null where it went well. */
  error: string | null;
}

export interface JobRunnerOptions {
  url: string;
  log: Logger;
  jobs: readonly Job[];
  /** Told of each run, to write it down. */
  onRun?: (run: JobRun) => Promise<void>;
  /** How often one that may not run the jobs looks whether it may now. */
  retryMs?: number;
}

const queryTimeoutMs = 5_000;
const endTimeoutMs = 1_000;

/**
 * Runs jobs once, however many control planes share the database: on the one that holds a lock of the session. Where
 * that one dies the lock goes with its connection, and another takes over.
 */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #stop = new AbortController();
  readonly #retryMs: number;
  #running: Promise<void> | null = null;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
    this.#retryMs = options.retryMs ?? 5_000;
  }

  start(): void {
    this.#running ??= this.#follow();
  }

  /** Ends after the run that is under way. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #follow(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#lead();
      } catch (error) {
        this.#options.log.warn({ err: error }, 'the connection that holds the lock of the jobs broke');
      }
      await this.#pause(this.#retryMs);
    }
  }

  /** Takes the lock, if it is free, and runs jobs as long as it is held. */
  async #lead(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.url,
      connectionTimeoutMillis: queryTimeoutMs,
      query_timeout: queryTimeoutMs,
      keepAlive: true,
      application_name: 'delta-guard jobs',
    });
    const lost = new AbortController();
    client.on('error', () => lost.abort());
    client.on('end', () => lost.abort());
    try {
      await client.connect();
      const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', [
        lockSpace,
        locks.jobs,
      ]);
      if (!rows[0]?.held) return;
      const stopped = AbortSignal.any([this.#stop.signal, lost.signal]);
      await Promise.all(this.#options.jobs.map((job) => this.#repeat(job, stopped)));
    } finally {
      await Promise.race([client.end().catch(() => {}), delay(endTimeoutMs, undefined, { ref: false })]);
    }
  }

  async #repeat(job: Job, stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      await this.#run(job);
      await delay(job.everyMs, undefined, { signal: stopped }).catch(() => {});
    }
  }

  async #run(job: Job): Promise<void> {
    const { log, onRun } = this.#options;
    const fromMs = performance.now();
    const run: JobRun = { name: job.name, at: new Date(), tookMs: 0, done: {}, error: null };
    try {
      run.done = await job.run();
      if (Object.values(run.done).some((count) => count > 0))
        log.info({ job: job.name, ...run.done }, 'a job ran');
    } catch (error) {
      run.error = error instanceof Error ? error.message : String(error);
      log.error({ err: error, job: job.name }, 'a job failed; it is tried again at its next turn');
    }
    run.tookMs = Math.round(performance.now() - fromMs);
    await onRun?.(run).catch((error: unknown) =>
      log.warn({ err: error }, 'a run of a job could not be written down'),
    );
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#stop.signal }).catch(() => {});
  }
}
