import { createHash } from 'node:crypto';
import type { Database, Transaction } from '@delta-guard/db';
import type { Batch } from '@delta-guard/protocol';
import { lockGateway } from '../services/change.ts';
import { toMoment } from '../store/moment.ts';
import { countEpochs } from './count-epochs.ts';
import { type CursorVerdict, judgeBatch } from './cursor.ts';
import { findAndLockEpochs, lockAllEpochs } from './find-epochs.ts';
import { type FoldedBatch, foldBatch } from './fold-batch.ts';
import { GatewayHold, GatewayNeeded } from './gateway-hold.ts';
import { noteBuilds } from './note-builds.ts';
import { placeEvents } from './place-events.ts';
import { sightSignatures } from './signature-plan.ts';
import { type Payloads, packDeltas, storeDeltas } from './store-deltas.ts';
import { storeDiscovered } from './store-discovered.ts';
import { type GapPlace, storeGaps } from './store-gaps.ts';
import { storeInParts } from './store-in-parts.ts';
import { storeRollBacks } from './store-roll-backs.ts';
import { storeRuleHits } from './store-rule-hits.ts';
import { storeSignatures } from './store-signatures.ts';
import { storeTallies } from './store-tallies.ts';
import { storeTargets } from './store-targets.ts';
import { watchFleet } from './watch-fleet.ts';

const transactionTimeoutMs = 15_000;

export interface BatchToStore {
  batch: Batch;
  /** SHA-256 of the frame's text. */
  hash: string;
  nowMs: number;
}

export function hashFrame(frame: string): string {
  return createHash('sha256').update(frame).digest('hex');
}

/**
 * Stores a batch, its events and the cursor in one transaction, if it is the next one. What comes back says what was
 * done; only `store`, `storeAfterGap` and `ackAgain` may be acked, and only now.
 */
export async function storeBatch(
  db: Database,
  place: GapPlace,
  incoming: BatchToStore,
): Promise<CursorVerdict> {
  const folded = foldBatch(incoming.batch.events);
  const payloads = await packDeltas(folded.deltas);
  const work = { ...incoming, folded, payloads };
  if (folded.rolledBack.length > 0) return storeOnce(db, place, { ...work, held: true });
  try {
    return await storeOnce(db, place, { ...work, held: false });
  } catch (error) {
    if (error instanceof GatewayNeeded) return storeOnce(db, place, { ...work, held: true });
    throw error;
  }
}

/**
 * The same for a batch of which an event cannot be stored, whatever that event is: what can be stored is, the rest goes to
 * quarantine as it came, both in the cursor's transaction. The gateway is held, since any of them may need it.
 */
export async function storeWithQuarantine(
  db: Database,
  place: GapPlace,
  incoming: BatchToStore,
): Promise<CursorVerdict & { quarantined: number }> {
  const { events } = incoming.batch;
  const payloads = await packDeltas(foldBatch(events).deltas);
  let quarantined = 0;
  const store = async (tx: Transaction) => {
    const parts = { events, nowMs: incoming.nowMs, seq: incoming.batch.seq };
    quarantined = await storeInParts(tx, place, {
      ...parts,
      store: (from, to) => {
        const folded = foldBatch(events, from, to);
        return storeEvents(tx, place, { ...incoming, folded, payloads, hold: new GatewayHold(true) });
      },
    });
  };
  const verdict = await storeUnder(db, place, { ...incoming, held: true, store });
  return { ...verdict, quarantined };
}

interface Work extends BatchToStore {
  folded: FoldedBatch;
  payloads: Payloads;
}

function storeOnce(
  db: Database,
  place: GapPlace,
  { held, ...work }: Work & { held: boolean },
): Promise<CursorVerdict> {
  const store = (tx: Transaction) => storeEvents(tx, place, { ...work, hold: new GatewayHold(held) });
  return storeUnder(db, place, { ...work, held, store });
}

/** One transaction around the cursor: what is stored, is stored with it. */
function storeUnder(
  db: Database,
  place: GapPlace,
  { held, store, ...incoming }: BatchToStore & { held: boolean; store: (tx: Transaction) => Promise<void> },
): Promise<CursorVerdict> {
  return db.$transaction(
    async (tx) => {
      // The gateway comes before all other locks, as in every change of an operator.
      if (held) await lockGateway(tx, place.gatewayId);
      const verdict = await judge(tx, place, incoming);
      if (verdict.take === 'forked') await sealSpool(tx, place, incoming.nowMs);
      if (verdict.take !== 'store' && verdict.take !== 'storeAfterGap') return verdict;
      if (verdict.take === 'storeAfterGap') await storeJump(tx, place, { verdict, nowMs: incoming.nowMs });
      await store(tx);
      await moveCursor(tx, place.spoolId, incoming);
      return verdict;
    },
    { timeout: transactionTimeoutMs },
  );
}

async function judge(
  tx: Transaction,
  place: GapPlace,
  { batch, hash }: BatchToStore,
): Promise<CursorVerdict> {
  const [cursor] = await tx.$queryRaw<{ ackedSeq: bigint; lastBatchHash: string | null; sealed: boolean }[]>`
    select acked_seq as "ackedSeq", encode(last_batch_hash, 'hex') as "lastBatchHash", sealed_at is not null as sealed
    from spool where id = ${place.spoolId} for no key update`;
  if (!cursor) throw new Error(`spool ${place.spoolId} is gone`);
  return judgeBatch({ ...cursor, ackedSeq: Number(cursor.ackedSeq) }, { seq: batch.seq, hash });
}

async function storeEvents(
  tx: Transaction,
  place: GapPlace,
  work: Work & { hold: GatewayHold },
): Promise<void> {
  const { folded, nowMs, batch, hold } = work;
  if (hold.held) await lockAllEpochs(tx, routesOf(folded));
  await storeRollBacks(tx, place, { events: folded.rolledBack, nowMs });
  await noteBuilds(tx, place, { tallies: folded.tallies.map(({ tally }) => tally), hold, nowMs });
  const dated = [...folded.tallies.map(({ tally }) => tally), ...folded.deltas];
  const find = await findAndLockEpochs(tx, place.gatewayId, dated);
  const placed = placeEvents(folded, find, nowMs);
  const signatures = await storeSignatures(tx, sightSignatures(placed.tallies, placed.deltas));
  await storeTallies(tx, { spoolId: place.spoolId, seq: batch.seq }, placed.tallies);
  await countEpochs(tx, placed.tallies, signatures.others);
  await storeTargets(tx, placed.tallies);
  await watchFleet(tx, place, { placed: placed.tallies, hold, nowMs });
  await storeDeltas(tx, place.spoolId, {
    deltas: placed.deltas,
    payloads: work.payloads,
    signatureIds: signatures.ids,
  });
  await storeRuleHits(
    tx,
    place.gatewayId,
    placed.tallies.map(({ tally }) => tally),
  );
  await storeDiscovered(tx, place.gatewayId, folded.discovered);
  const told = folded.gaps.map(({ at, reason, lostEvents }) => ({
    atMs: at,
    reason,
    lostEvents,
    closesCoverage: lostEvents !== 0,
  }));
  await storeGaps(tx, place, [...placed.gaps, ...told]);
}

function routesOf({ tallies, deltas, rolledBack }: FoldedBatch): string[] {
  const events = [...tallies.map(({ tally }) => tally), ...deltas, ...rolledBack];
  return [...new Set(events.map(({ routeId }) => routeId))];
}

async function storeJump(
  tx: Transaction,
  place: GapPlace,
  jump: { verdict: Extract<CursorVerdict, { take: 'storeAfterGap' }>; nowMs: number },
): Promise<void> {
  const { missingFrom, missingTo } = jump.verdict;
  const reason = `batches ${missingFrom} to ${missingTo} never came`;
  await storeGaps(tx, place, [{ atMs: jump.nowMs, reason, lostEvents: null, closesCoverage: true }]);
}

async function sealSpool(tx: Transaction, place: GapPlace, nowMs: number): Promise<void> {
  const { count } = await tx.spool.updateMany({
    where: { id: place.spoolId, sealedAt: null },
    data: { sealedAt: toMoment(nowMs), connectedAt: null, connectedBy: null },
  });
  if (count === 0) return;
  const reason =
    'two runs sent different batches under one spool: it is sealed, and what it still held is lost';
  await storeGaps(tx, place, [{ atMs: nowMs, reason, lostEvents: null, closesCoverage: true }]);
}

async function moveCursor(
  tx: Transaction,
  spoolId: number,
  { batch, hash, nowMs }: BatchToStore,
): Promise<void> {
  await tx.spool.update({
    where: { id: spoolId },
    data: {
      ackedSeq: BigInt(batch.seq),
      lastBatchHash: new Uint8Array(Buffer.from(hash, 'hex')),
      lastSeen: toMoment(nowMs),
    },
    select: { id: true },
  });
}
