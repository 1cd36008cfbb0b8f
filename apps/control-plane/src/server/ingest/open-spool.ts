import type { Transaction } from '@delta-guard/db';
import type { Hello } from '@delta-guard/protocol';
import type { ServerContext } from '../context.ts';
import { changeGateway } from '../services/change.ts';
import { beginEpochs } from '../services/epoch.ts';
import { toMoment } from '../store/moment.ts';
import { printable } from '../store/text.ts';
import { type GapPlace, storeGaps } from './store-gaps.ts';

export type OpenedSpool =
  | { open: true; place: GapPlace; acked: Acked; connectedAt: Date }
  | { open: false; close: 'spoolForked' | 'invalidFrame'; reason: string };

/** How far the spool was taken over, and the hash of the last batch where it is known. */
interface Acked {
  seq: number;
  hash: string | null;
}

/** Beyond this a proxy's numbers are no numbers of ours; below it they can go on rising for ever. */
const numberMax = 2 ** 48;

/** Takes up the link of a proxy: its spool's row, and the cursor it goes on from. */
export async function openSpool(context: ServerContext, hello: Hello): Promise<OpenedSpool> {
  if (hello.gateway !== context.gatewaySlug) {
    const reason = `gateway ${JSON.stringify(hello.gateway).slice(0, 40)} is not served here`;
    return { open: false, close: 'invalidFrame', reason };
  }
  if (hello.appliedRevision > numberMax || hello.firstSeq > numberMax) {
    return {
      open: false,
      close: 'invalidFrame',
      reason: `appliedRevision or firstSeq is above ${numberMax}`,
    };
  }
  await catchUpRevision(context, hello);
  return context.db.$transaction(async (tx) => {
    const connectedAt = new Date(context.now());
    const spool = await upsertSpool(tx, context, { hello, now: connectedAt });
    if (spool.gatewayId !== context.gatewayId) {
      return { open: false, close: 'invalidFrame', reason: 'the spool belongs to another gateway' };
    }
    if (spool.sealedAt !== null) {
      return { open: false, close: 'spoolForked', reason: 'the spool is sealed: begin a new one' };
    }
    const place = { gatewayId: context.gatewayId, spoolId: spool.id, instance: hello.instance };
    const { ackedSeq, lastBatchHash } = spool;
    const acked = {
      seq: Number(ackedSeq),
      hash: lastBatchHash && Buffer.from(lastBatchHash).toString('hex'),
    };
    const now = connectedAt.getTime();
    return { open: true, place, acked: await skipTrimmed(tx, place, { hello, acked, now }), connectedAt };
  });
}

async function upsertSpool(
  tx: Transaction,
  context: ServerContext,
  { hello, now }: { hello: Hello; now: Date },
) {
  const seen = {
    instance: printable(hello.instance),
    connectedAt: now,
    connectedBy: context.controlPlaneId,
    lastSeen: now,
    servedStages: hello.servedStages,
    appliedRevision: BigInt(hello.appliedRevision),
    retiredAt: null,
    endedAt: null,
    // What an earlier link reported says nothing about what waits in the spool now.
    health: null,
  };
  const { spool, gatewayId } = { spool: hello.spool, gatewayId: context.gatewayId };
  if (hello.adoptedBy !== undefined) return adoptSpool(tx, context, { hello, now });
  await tx.spool.createMany({
    data: {
      ...seen,
      spool,
      gatewayId,
      startedAt: toMoment(hello.startedAt),
      firstConnectedAt: now,
    },
    skipDuplicates: true,
  });
  await tx.spool.updateMany({ where: { spool, gatewayId, sealedAt: null }, data: seen });
  return tx.spool.findUniqueOrThrow({
    where: { spool },
    select: cursorSelect,
  });
}

/**
 * Another run sends what this one left: the run itself is over and counts for the fleet no more. When it was last heard
 * stays as it is.
 */
async function adoptSpool(
  tx: Transaction,
  context: ServerContext,
  { hello, now }: { hello: Hello; now: Date },
) {
  const { spool, gatewayId } = { spool: hello.spool, gatewayId: context.gatewayId };
  const over = { connectedAt: null, retiredAt: now };
  await tx.spool.createMany({
    data: {
      ...over,
      spool,
      gatewayId,
      instance: printable(hello.instance),
      startedAt: toMoment(hello.startedAt),
      // By itself it never was: no other run may be taken for one that ended before it.
      firstConnectedAt: new Date(0),
      lastSeen: now,
      servedStages: hello.servedStages,
      appliedRevision: BigInt(hello.appliedRevision),
    },
    skipDuplicates: true,
  });
  await tx.spool.updateMany({ where: { spool, gatewayId, sealedAt: null }, data: over });
  return tx.spool.findUniqueOrThrow({ where: { spool }, select: cursorSelect });
}

const cursorSelect = {
  id: true,
  gatewayId: true,
  ackedSeq: true,
  lastBatchHash: true,
  sealedAt: true,
} as const;

/** What was acked and trimmed but is not here was lost with a database that was put back to an earlier state. */
async function skipTrimmed(
  tx: Transaction,
  place: GapPlace,
  { hello, acked, now }: { hello: Hello; acked: Acked; now: number },
): Promise<Acked> {
  const trimmed = hello.firstSeq - 1;
  if (trimmed <= acked.seq) return acked;
  const reason = `batches ${acked.seq + 1} to ${trimmed} were acked once and are not in this database`;
  await storeGaps(tx, place, [{ atMs: now, reason, lostEvents: null, closesCoverage: true }]);
  await tx.spool.update({
    where: { id: place.spoolId },
    data: { ackedSeq: BigInt(trimmed), lastBatchHash: null },
    select: { id: true },
  });
  return { seq: trimmed, hash: null };
}

/**
 * A proxy that obeys a revision which this database never gave was told it by a later state of it. Revisions must only
 * rise, so they go on above that one, with new epochs: what was judged under the lost ones is not known.
 */
async function catchUpRevision(context: ServerContext, hello: Hello): Promise<void> {
  const known = await context.db.gateway.findUniqueOrThrow({
    where: { id: context.gatewayId },
    select: { configRevision: true },
  });
  if (known.configRevision >= BigInt(hello.appliedRevision)) return;
  await changeGateway({ ...context, actor: `ingest@${hello.instance}` }, async (change) => {
    const raised = await change.tx.gateway.updateMany({
      where: { id: change.gatewayId, configRevision: { lt: BigInt(hello.appliedRevision) } },
      data: { configRevision: BigInt(hello.appliedRevision) },
    });
    if (raised.count === 0) return;
    const routes = await change.tx.route.findMany({
      where: { gatewayId: change.gatewayId, removedAt: null },
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    await change.revision();
    await beginEpochs(
      change,
      routes.map(({ id }) => id),
      'manual',
    );
    const detail = `an instance obeys revision ${hello.appliedRevision}, which is not in this database: it was put back to an earlier state`;
    await change.audit({ verb: 'gateway.catchUp', routeId: null, detail });
  });
}
