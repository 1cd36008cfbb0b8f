import type { ServerContext } from '../context.ts';

export interface IngestOptions {
  context: ServerContext;
  /** What a proxy must show at the upgrade. */
  token: string;
  helloTimeoutMs?: number;
  pingIntervalMs?: number;
  /** How long pings may stay without an answer: a multiple of their interval. */
  silentMsMax?: number;
  /** How long a batch is tried against a database that has trouble before the link is given up. */
  storeTimeoutMs?: number;
}

export const ingestDefaults = {
  helloTimeoutMs: 5_000,
  pingIntervalMs: 5_000,
  silentMsMax: 10_000,
  storeTimeoutMs: 30_000,
};
