import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '@delta-guard/db';
import type { Config } from '@delta-guard/protocol';
import pg from 'pg';
import type { Logger } from 'pino';
import { loadConfig } from '../config/load-config.ts';
import { configChannel } from '../services/change.ts';
import { type LiveHub, type LiveTopic, liveTopics } from './live-hub.ts';

/** On which control planes hint each other at what their pages may want to ask again; the message is its topics. */
const liveChannel = 'delta_guard_live';
const pollIntervalMs = 250;
const tellIntervalMs = 1_000;
const activityIntervalMs = 2_000;
const reconnectDelayMs = 500;
const queryTimeoutMs = 5_000;
/** A connection that broke may never say that it ended. */
const endTimeoutMs = 1_000;

export interface DatabaseWatchOptions {
  url: string;
  db: Database;
  gatewayId: string;
  log: Logger;
  live: LiveHub;
  onConfig: (config: Config) => void;
}

/**
 * Follows what other control planes, and this one, change, on a connection of its own. NOTIFY is the hint, polls
 * beneath it make sure: each new config revision is loaded whole and handed on once, and pages hear of what changed.
 */
export class DatabaseWatch {
  readonly #options: DatabaseWatchOptions;
  readonly #stop = new AbortController();
  #hinted = false;
  #wake: (() => void) | null = null;
  #revision = -1;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #activity: { atMs: number; ackedSum: string } | null = null;
  #running: Promise<void> | null = null;

  constructor(options: DatabaseWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#hint();
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
          'the connection that follows the database broke; it is made anew',
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
      application_name: 'delta-guard watch',
    });
    let broken: Error | null = null;
    client.on('error', (error) => {
      broken = error;
      this.#hint();
    });
    client.on('notification', ({ channel, payload, processId }) => {
      if (channel === configChannel) this.#hint();
      else if (processId !== ownProcess(client)) this.#options.live.hear(topicsIn(payload ?? ''));
    });
    try {
      await client.connect();
      await client.query(`listen ${configChannel}`);
      await client.query(`listen ${liveChannel}`);
      // What the others said while this connection was not there is unknown.
      this.#options.live.hear(liveTopics);
      while (!this.#stop.signal.aborted) {
        if (broken) throw broken;
        await this.#checkConfig(client);
        await this.#checkActivity(client);
        await this.#tell(client);
        await this.#pause();
      }
    } finally {
      await Promise.race([client.end().catch(() => {}), delay(endTimeoutMs, undefined, { ref: false })]);
    }
  }

  async #checkConfig(client: pg.Client): Promise<void> {
    const { gatewayId, db } = this.#options;
    const { rows } = await client.query<{ revision: string }>(
      'select config_revision as revision from gateway where id = $1',
      [gatewayId],
    );
    if (Number(rows[0]?.revision ?? -1) <= this.#revision) return;
    const config = await loadConfig(db, gatewayId);
    this.#revision = config.revision;
    this.#options.onConfig(config);
    this.#options.live.hear(['config']);
  }

  /** Whether anybody took a batch since the last look: a hint can be lost, as behind a pool of connections. */
  async #checkActivity(client: pg.Client): Promise<void> {
    const nowMs = performance.now();
    if (this.#activity !== null && nowMs - this.#activity.atMs < activityIntervalMs) return;
    const { rows } = await client.query<{ sum: string }>(
      'select coalesce(sum(acked_seq), 0)::text as sum from spool where gateway_id = $1',
      [this.#options.gatewayId],
    );
    const ackedSum = rows[0]?.sum ?? '0';
    if (this.#activity !== null && this.#activity.ackedSum !== ackedSum)
      this.#options.live.hear(['tallies', 'deltas']);
    this.#activity = { atMs: nowMs, ackedSum };
  }

  /** Tells the other control planes what this one took, at most once a second. */
  async #tell(client: pg.Client): Promise<void> {
    const nowMs = performance.now();
    if (nowMs - this.#toldAtMs < tellIntervalMs) return;
    const topics = this.#options.live.takeOutward();
    if (topics.length === 0) return;
    this.#toldAtMs = nowMs;
    await client.query('select pg_notify($1, $2)', [liveChannel, topics.join(',')]);
  }

  #hint(): void {
    this.#hinted = true;
    this.#wake?.();
  }

  /** Until the next hint or poll, whichever comes first. */
  async #pause(): Promise<void> {
    if (!this.#hinted && !this.#stop.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, pollIntervalMs);
        this.#wake = done;
        function done() {
          clearTimeout(timer);
          resolve();
        }
      });
    }
    this.#wake = null;
    this.#hinted = false;
  }
}

/** Of the server process behind a connection; the driver's types leave it out. */
function ownProcess(client: pg.Client): unknown {
  return 'processID' in client ? client.processID : null;
}

function topicsIn(payload: string): LiveTopic[] {
  const told = payload.split(',');
  return liveTopics.filter((topic) => told.includes(topic));
}
