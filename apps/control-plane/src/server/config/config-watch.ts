import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '@delta-guard/db';
import type { Config } from '@delta-guard/protocol';
import pg from 'pg';
import type { Logger } from 'pino';
import { configChannel } from '../services/change.ts';
import { loadConfig } from './load-config.ts';

const pollIntervalMs = 250;
const reconnectDelayMs = 500;
const queryTimeoutMs = 5_000;
/** A connection that broke may never say that it ended. */
const endTimeoutMs = 1_000;

export interface ConfigWatchOptions {
  url: string;
  db: Database;
  gatewayId: string;
  log: Logger;
  onConfig: (config: Config) => void;
}

/**
 * Follows the config revision of a gateway on a connection of its own: a NOTIFY is the hint, a poll every 250 ms makes
 * sure. Each new revision is loaded whole and handed on once.
 */
export class ConfigWatch {
  readonly #options: ConfigWatchOptions;
  readonly #stop = new AbortController();
  #wake: (() => void) | null = null;
  #revision = -1;
  #running: Promise<void> | null = null;

  constructor(options: ConfigWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#wake?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#follow();
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        this.#options.log.warn(
          { err: error },
          'the connection that follows the config broke; it is made anew',
        );
        await delay(reconnectDelayMs, undefined, { signal: this.#stop.signal }).catch(() => {});
      }
    }
  }

  async #follow(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.url,
      connectionTimeoutMillis: queryTimeoutMs,
      query_timeout: queryTimeoutMs,
      keepAlive: true,
      application_name: 'delta-guard config watch',
    });
    let broken: Error | null = null;
    client.on('error', (error) => {
      broken = error;
      this.#wake?.();
    });
    client.on('notification', () => this.#wake?.());
    try {
      await client.connect();
      await client.query(`listen ${configChannel}`);
      while (!this.#stop.signal.aborted) {
        if (broken) throw broken;
        await this.#check(client);
        await this.#pause();
      }
    } finally {
      await Promise.race([client.end().catch(() => {}), delay(endTimeoutMs, undefined, { ref: false })]);
    }
  }

  async #check(client: pg.Client): Promise<void> {
    const { gatewayId, db } = this.#options;
    const { rows } = await client.query<{ revision: string }>(
      'select config_revision as revision from gateway where id = $1',
      [gatewayId],
    );
    if (Number(rows[0]?.revision ?? -1) <= this.#revision) return;
    const config = await loadConfig(db, gatewayId);
    this.#revision = config.revision;
    this.#options.onConfig(config);
  }

  /** Until the next hint or poll, whichever comes first. */
  async #pause(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, pollIntervalMs);
      this.#wake = done;
      function done() {
        clearTimeout(timer);
        resolve();
      }
    });
    this.#wake = null;
  }
}
