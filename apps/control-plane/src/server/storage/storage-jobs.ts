import type { ServerContext } from '../context.ts';
import { dropDeltaDays, makeDeltaDays } from './delta-days.ts';
import type { Job } from './job-runner.ts';
import { moveWindows } from './move-windows.ts';
import { rollUpTallies } from './roll-up.ts';
import { trimSignatures } from './trim-signatures.ts';

const minuteMs = 60_000;
const windowsEveryMs = 2_000;

/** What keeps the database small, each in short transactions that nobody waits for. */
export function storageJobs({ db, now, retention }: Pick<ServerContext, 'db' | 'now' | 'retention'>): Job[] {
  return [
    {
      name: 'begin of windows',
      everyMs: windowsEveryMs,
      run: async () => {
        await moveWindows(db);
        return {};
      },
    },
    {
      name: 'roll up tallies',
      everyMs: minuteMs,
      run: async () => ({ ...(await rollUpTallies(db, now())) }),
    },
    {
      name: 'days of samples',
      everyMs: 10 * minuteMs,
      run: async () => ({
        made: await makeDeltaDays(db, now()),
        dropped: await dropDeltaDays(db, { nowMs: now(), retention }),
      }),
    },
    {
      name: 'samples per signature',
      everyMs: 60 * minuteMs,
      run: async () => ({ trimmed: await trimSignatures(db, retention.perSignature) }),
    },
  ];
}
