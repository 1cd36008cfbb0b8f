import path from 'node:path';
import { type ParsedOptions, spoolDirOf } from '../options.ts';
import { workerSlotVariable } from './worker-messages.ts';

/** The slot that the parent gave this process, or null where it is no worker. */
export function workerSlot(environment: NodeJS.ProcessEnv = process.env): number | null {
  const slot = Number(environment[workerSlotVariable] ?? Number.NaN);
  return Number.isInteger(slot) && slot >= 1 ? slot : null;
}

/**
 * A worker is an instance of its own: with a label, a data folder and an admin port that no other has, and its share of the
 * folder of spools.
 */
export function workerOptions(options: ParsedOptions, slot: number): ParsedOptions {
  return {
    ...options,
    instance: `${options.instance}#${slot}`,
    dataDir: path.join(options.dataDir, `worker-${slot}`),
    // One for all: what a worker left is sent by whoever runs, even where fewer run than before.
    spoolDir: spoolDirOf(options),
    limits: {
      ...options.limits,
      spoolBytesMax: Math.max(1, Math.floor(options.limits.spoolBytesMax / options.workers)),
    },
    adminPort: 0,
    adminHost: '127.0.0.1',
  };
}
