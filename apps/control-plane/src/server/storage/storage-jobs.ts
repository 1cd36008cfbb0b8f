import type { ServerContext } from '../context.ts';
import type { Job } from './job-runner.ts';
import { rollUpTallies } from './roll-up.ts';

/** What keeps the database small, each in short transactions that nobody waits for. */
export function storageJobs({ db, now }: Pick<ServerContext, 'db' | 'now'>): Job[] {
  return [
    { name: 'roll up tallies', everyMs: 60_000, run: async () => ({ ...(await rollUpTallies(db, now())) }) },
  ];
}
