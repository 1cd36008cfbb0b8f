import type { Transaction } from '@delta-guard/db';

/** First half of an advisory lock's key: whose locks these are. */
export const lockSpace = 0x0de17a;

/** Second half: what is locked. */
export const locks = { jobs: 1, rollUp: 2 } as const;

/**
 * Until the transaction ends nobody else does this. A control plane that lost the lock of the jobs may still be at one,
 * beside the one that has it now.
 */
export async function oneAtATime(tx: Transaction, what: keyof typeof locks): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${lockSpace}::int, ${locks[what]}::int)`;
}
