import { createHash } from 'node:crypto';
import type { Database, Transaction } from '@delta-guard/db';
import type { Event } from '@delta-guard/protocol';
import { lockGateway } from '../services/change.ts';
import { toMoment } from '../store/moment.ts';
import { type Cursor, type CursorVerdict, cursorAfter, judgeBatch } from './cursor.ts';
import { type FoldedBatch, foldBatch } from './fold-batch.ts';
import { GatewayHold, GatewayNeeded } from './gateway-hold.ts';
import type { UnreadEvent } from './read-batch.ts';
import { type Payloads, packDeltas } from './store-deltas.ts';
import { storeEvents } from './store-events.ts';
import { type GapPlace, storeGaps } from './store-gaps.ts';
import { storeInParts } from './store-in-parts.ts';

const transactionTimeoutMs = 15_000;

export interface BatchToStore {
  place: GapPlace;
  /** Null stands in the place of an event that cannot be read. */
  batch: { seq: number; events: readonly (Event | null)[] };
  /** Those; with any of them the batch is stored by `storeWithQuarantine`. */
  unread?: readonly UnreadEvent[];
  /** SHA-256 of the frame's text. */
  hash: string;
  nowMs: number;
}

/** A batch with what can be done before its transaction. */
export interface PreparedBatch extends BatchToStore {
  folded: FoldedBatch;
  payloads: Payloads;
}

export function hashFrame(frame: string): string {
  return createHash('sha256').update(frame).digest('hex');
}

export async function prepareBatch(incoming: BatchToStore): Promise<PreparedBatch> {
  const folded = foldBatch(incoming.batch.events);
  return { ...incoming, folded, payloads: await packDeltas(folded.deltas) };
}

/**
 * Stores a batch, its events and the cursor in one transaction, if it is the next one. What comes back says what was
 * done; only `store`, `storeAfterGap` and `ackAgain` may be acked, and only now.
 */
export async function storeBatch(db: Database, prepared: PreparedBatch): Promise<CursorVerdict> {
  try {
    const [verdict] = await storeBatches(db, [prepared]);
    if (verdict) return verdict;
  } catch (error) {
    if (!(error instanceof GatewayNeeded)) throw error;
  }
  return storeHeld(db, prepared, (tx) =>
    storeEvents(tx, [toPart(prepared)], { nowMs: prepared.nowMs, hold: new GatewayHold(true) }),
  );
}

/**
 * The same for several batches at once, all or none; those of one spool follow each other. The verdicts are in their order.
 * Throws `GatewayNeeded` where one of them changes what proxies obey: it has to be stored alone.
 */
export async function storeBatches(
  db: Database,
  prepared: readonly PreparedBatch[],
): Promise<CursorVerdict[]> {
  const hold = new GatewayHold(false);
  if (prepared.some(({ folded }) => folded.rolledBack.length > 0)) hold.need();
  const nowMs = Math.max(...prepared.map((each) => each.nowMs));
  return db.$transaction(
    (tx) => storeUnder(tx, prepared, (taken) => storeEvents(tx, taken.map(toPart), { nowMs, hold })),
    { timeout: transactionTimeoutMs },
  );
}

/**
 * The same for a batch of which an event cannot be stored, whatever that event is: what can be stored is, the rest goes to
 * quarantine as it came, both in the cursor's transaction. The gateway is held, since any of them may need it.
 */
export async function storeWithQuarantine(
  db: Database,
  prepared: PreparedBatch,
): Promise<CursorVerdict & { quarantined: number }> {
  const { batch, nowMs, place, unread = [] } = prepared;
  const { events, seq } = batch;
  let quarantined = 0;
  const verdict = await storeHeld(db, prepared, async (tx) => {
    const store = (from: number, to: number) => {
      const part = { ...toPart(prepared), folded: foldBatch(events, from, to) };
      return storeEvents(tx, [part], { nowMs, hold: new GatewayHold(true) });
    };
    quarantined = await storeInParts(tx, place, { events, unread, nowMs, seq, store });
  });
  return { ...verdict, quarantined };
}

/** With the gateway held, which comes before all other locks, as in every change of an operator. */
async function storeHeld(
  db: Database,
  prepared: PreparedBatch,
  store: (tx: Transaction) => Promise<void>,
): Promise<CursorVerdict> {
  return db.$transaction(
    async (tx) => {
      await lockGateway(tx, prepared.place.gatewayId);
      const [verdict] = await storeUnder(tx, [prepared], () => store(tx));
      if (!verdict) throw new Error('a batch got no verdict');
      return verdict;
    },
    { timeout: transactionTimeoutMs },
  );
}

function toPart({ place, batch, folded, payloads }: PreparedBatch) {
  return { place, seq: batch.seq, folded, payloads };
}

/** In one transaction around the cursors: what is stored, is stored with them. */
async function storeUnder(
  tx: Transaction,
  batches: readonly PreparedBatch[],
  store: (taken: readonly PreparedBatch[]) => Promise<void>,
): Promise<CursorVerdict[]> {
  const verdicts = await judge(tx, batches);
  const taken: PreparedBatch[] = [];
  for (const [at, each] of batches.entries()) {
    const verdict = verdicts[at];
    if (verdict?.take === 'forked') await sealSpool(tx, each.place, each.nowMs);
    if (verdict?.take === 'storeAfterGap') await storeJump(tx, each, verdict);
    if (verdict?.take === 'store' || verdict?.take === 'storeAfterGap') taken.push(each);
  }
  if (taken.length === 0) return verdicts;
  await store(taken);
  await moveCursors(tx, taken);
  return verdicts;
}

/** Locks the cursors, in one order for all, and says what to do with each batch. */
async function judge(tx: Transaction, batches: readonly PreparedBatch[]): Promise<CursorVerdict[]> {
  const ids = batches.map(({ place }) => place.spoolId);
  const rows = await tx.$queryRaw<
    { id: number; ackedSeq: bigint; lastBatchHash: string | null; sealed: boolean }[]
  >`
    select id, acked_seq as "ackedSeq", encode(last_batch_hash, 'hex') as "lastBatchHash", sealed_at is not null as sealed
    from spool where id = any(${ids}::int[]) order by id for no key update`;
  const cursors = new Map<number, Cursor>(
    rows.map(({ id, ackedSeq, ...cursor }) => [id, { ...cursor, ackedSeq: Number(ackedSeq) }]),
  );
  return batches.map(({ place: { spoolId }, batch: { seq }, hash }) => {
    const cursor = cursors.get(spoolId);
    if (!cursor) throw new Error(`spool ${spoolId} is gone`);
    const verdict = judgeBatch(cursor, { seq, hash });
    cursors.set(spoolId, cursorAfter(cursor, verdict, { seq, hash }));
    return verdict;
  });
}

async function storeJump(
  tx: Transaction,
  { place, nowMs }: BatchToStore,
  { missingFrom, missingTo }: Extract<CursorVerdict, { take: 'storeAfterGap' }>,
): Promise<void> {
  const reason = `batches ${missingFrom} to ${missingTo} never came`;
  await storeGaps(tx, place, [{ atMs: nowMs, reason, lostEvents: null, closesCoverage: true }]);
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

/** To the last batch of each spool. */
async function moveCursors(tx: Transaction, taken: readonly BatchToStore[]): Promise<void> {
  const last = new Map(taken.map((each) => [each.place.spoolId, each]));
  const rows = [...last.values()].map(({ place, batch, hash, nowMs }) => ({
    id: place.spoolId,
    seq: batch.seq,
    hash,
    seen: toMoment(nowMs),
  }));
  await tx.$executeRaw`
    update spool set acked_seq = moved.seq, last_batch_hash = decode(moved.hash, 'hex'), last_seen = moved.seen
    from json_to_recordset(${JSON.stringify(rows)}::json) as moved(id int, seq bigint, hash text, seen timestamptz)
    where spool.id = moved.id`;
}
