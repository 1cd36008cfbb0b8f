import type { Database } from '@delta-guard/db';
import type { Health } from '@delta-guard/protocol';

/** When it was last heard stays as it is: that is what a later run under the same label is held against. */
export async function noteGone(
  db: Database,
  spoolId: number,
  /** When the link that is gone was taken up, and by which control plane: a newer one stays. And whether it was the last. */
  { endedAt, ...link }: { connectedAt: Date; connectedBy: string; endedAt: Date | null },
): Promise<void> {
  await db.spool.updateMany({
    where: { id: spoolId, ...link },
    data: { connectedAt: null, connectedBy: null, endedAt },
  });
}

export async function noteHeard(db: Database, spoolId: number, at: Date): Promise<void> {
  await db.spool.updateMany({ where: { id: spoolId }, data: { lastSeen: at } });
}

export async function noteApplied(
  db: Database,
  spoolId: number,
  applied: { revision: number; at: Date },
): Promise<void> {
  await db.spool.updateMany({
    where: { id: spoolId },
    data: { appliedRevision: BigInt(applied.revision), lastSeen: applied.at },
  });
}

/** As JSON text: what a proxy writes into its origins may hold what jsonb refuses. */
export async function notePulse(
  db: Database,
  spoolId: number,
  pulse: { health: Health; at: Date },
): Promise<void> {
  await db.spool.updateMany({
    where: { id: spoolId },
    data: { health: JSON.stringify(pulse.health), lastSeen: pulse.at },
  });
}
