import type { RolledBack } from '@delta-guard/protocol';
import type { RollBackAnswer, RollBackRequest } from '../local-control/local-control.ts';

/** Which worker a process is, from 1; set by the parent. */
export const workerSlotVariable = 'DELTA_GUARD_WORKER_SLOT';

/** What a worker tells its parent. */
export type WorkerMessage =
  /** It begins, and wants to know its options and what was rolled back before it. */
  | { type: 'begins' }
  | { type: 'ready'; port: number; adminPort: number }
  /** It ends before it serves; `reason` is for people. */
  | { type: 'failed'; reason: string }
  /** It took a route back: the others have to do the same. */
  | { type: 'rolledBack'; event: RolledBack }
  | { type: 'rollBackDone'; call: number; answer: RollBackAnswer };

/** What a parent tells a worker. */
export type ParentMessage =
  /** `options` are as they were given, of all workers together. */
  | { type: 'begin'; options: unknown; earlier: readonly RolledBack[] }
  | { type: 'rolledBack'; event: RolledBack }
  | { type: 'rollBack'; call: number; request: RollBackRequest };
