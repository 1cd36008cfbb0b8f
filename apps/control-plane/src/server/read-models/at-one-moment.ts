import { Prisma, type Transaction } from '@delta-guard/db';
import type { ServerContext } from '../context.ts';

/** Reads a screen from one snapshot, so that the numbers on it agree with each other. */
export async function atOneMoment<T>(
  context: ServerContext,
  read: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return context.db.$transaction(read, {
    isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead,
  });
}
