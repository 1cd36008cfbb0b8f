/** Which worker a process is, from 1; set by the parent. */
export const workerSlotVariable = 'DELTA_GUARD_WORKER_SLOT';

/** What parent and workers tell each other. */
export type WorkerMessage = { type: 'ready'; port: number; adminPort: number };
