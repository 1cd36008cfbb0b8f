import type { Database } from '@delta-guard/db';
import type { Logger } from 'pino';
import type { LiveHub } from './live/live-hub.ts';
import type { SampleJudge } from './samples/sample-judge.ts';
import type { DeltaRetention } from './storage/delta-days.ts';

/** What every service and read model is given; made once, in the composition root. */
export interface ServerContext {
  db: Database;
  /** Random, of this run of the control plane: several may share a database. */
  controlPlaneId: string;
  gatewayId: string;
  gatewaySlug: string;
  /** Who acts. Until accounts exist it is the user of the operating system. */
  actor: string;
  log: Logger;
  now: () => number;
  live: LiveHub;
  samples: SampleJudge;
  /** How long and how much of the samples is kept. */
  retention: DeltaRetention;
}
