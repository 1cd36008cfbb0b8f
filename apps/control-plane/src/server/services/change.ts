import { Prisma, type Transaction } from '@delta-guard/db';
import type { ServerContext } from '../context.ts';

/** The channel on which a new config revision is hinted at; the message has no payload. */
export const configChannel = 'delta_guard_config';

const transactionTimeoutMs = 10_000;

export interface AuditEntry {
  verb: string;
  routeId: string | null;
  /** One sentence on what was changed. */
  detail: string;
}

/** One change by an operator or the guard: the state, its audit rows and the config revision commit together. */
export class Change {
  readonly tx: Transaction;
  readonly gatewayId: string;
  readonly actor: string;
  readonly now: Date;
  #revision: bigint | null = null;

  constructor(tx: Transaction, origin: { gatewayId: string; actor: string; now: Date }) {
    this.tx = tx;
    this.gatewayId = origin.gatewayId;
    this.actor = origin.actor;
    this.now = origin.now;
  }

  /** The config revision that this change brings; raised once, when first asked for. */
  async revision(): Promise<bigint> {
    if (this.#revision !== null) return this.#revision;
    const { configRevision } = await this.tx.gateway.update({
      where: { id: this.gatewayId },
      data: { configRevision: { increment: 1 } },
      select: { configRevision: true },
    });
    // Sent by the database when, and only when, the transaction commits.
    await this.tx.$executeRaw`select pg_notify(${configChannel}, '')`;
    this.#revision = configRevision;
    return configRevision;
  }

  async audit(entry: AuditEntry): Promise<void> {
    await this.tx.audit.create({
      data: { ...entry, gatewayId: this.gatewayId, actor: this.actor, at: this.now },
    });
  }

  /** The revision in force at the end of this change. */
  async revisionNow(): Promise<number> {
    if (this.#revision !== null) return Number(this.#revision);
    const { configRevision } = await this.tx.gateway.findUniqueOrThrow({
      where: { id: this.gatewayId },
      select: { configRevision: true },
    });
    return Number(configRevision);
  }
}

/**
 * Runs one change. Changes of a gateway come one after the other: each holds the gateway's row, so that versions,
 * revisions and ordinals never race.
 */
export async function changeGateway<T>(
  context: ServerContext,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  return context.db.$transaction(
    async (tx) => {
      await lockGateway(tx, context.gatewayId);
      const { gatewayId, actor } = context;
      return work(new Change(tx, { gatewayId, actor, now: new Date(context.now()) }));
    },
    { timeout: transactionTimeoutMs },
  );
}

/** Always the first lock of those who take it. Rows that only refer to the gateway are not held up. */
export async function lockGateway(tx: Transaction, gatewayId: string): Promise<void> {
  await tx.$executeRaw(Prisma.sql`select 1 from gateway where id = ${gatewayId}::uuid for no key update`);
}
