import { Prisma, type Transaction } from '@delta-guard/db';
import { stages } from '@delta-guard/protocol';
import { z } from 'zod';
import type { DeltaList, DeltaRow } from '../../contract.ts';
import type { ServerContext } from '../context.ts';
import { toRouteHead } from '../evidence/route-head.ts';
import { toSignature } from '../store/signature-words.ts';
import { fromStoredText } from '../store/text.ts';
import { atOneMoment } from './at-one-moment.ts';
import { type DeltaCursor, readCursor, writeCursor } from './delta-cursor.ts';
import { findShownRoute } from './find-shown-route.ts';

const rowsMax = 50;

export const deltaListInput = z.strictObject({
  routeId: z.uuid(),
  signatureId: z.uuid().optional(),
  cursor: z.string().max(128).optional(),
  /** Said by clients that page through; only older samples are asked for. */
  direction: z.literal('forward').optional(),
});
export type DeltaListInput = z.infer<typeof deltaListInput>;

/** Samples of a route, newest first, all of them or those of one signature. */
export async function deltaList(context: ServerContext, input: DeltaListInput): Promise<DeltaList> {
  return atOneMoment(context, async (tx) => {
    const route = await findShownRoute(tx, context.gatewayId, input.routeId);
    const ids = await findPage(tx, input);
    const rows = await loadRows(tx, ids.slice(0, rowsMax));
    const last = ids[rowsMax - 1];
    return {
      route: toRouteHead(route),
      rows,
      nextCursor: last && ids.length > rowsMax ? writeCursor(last) : null,
      ...(await countPresent(tx, input)),
    };
  });
}

/** One more than a page holds, to know whether there is another. */
async function findPage(tx: Transaction, input: DeltaListInput): Promise<{ id: string; at: Date }[]> {
  const cursor = input.cursor === undefined ? null : readCursor(input.cursor);
  if (input.signatureId === undefined) {
    const below = cursor ? Prisma.sql`and (at, id) < (${cursor.at}, ${cursor.id}::uuid)` : Prisma.empty;
    return tx.$queryRaw<{ id: string; at: Date }[]>`
      select id, at from delta where route_id = ${input.routeId}::uuid ${below}
      order by at desc, id desc limit ${rowsMax + 1}`;
  }
  const below = cursor
    ? Prisma.sql`and (link.at, delta_id) < (${cursor.at}, ${cursor.id}::uuid)`
    : Prisma.empty;
  return tx.$queryRaw<{ id: string; at: Date }[]>`
    select delta_id as id, link.at from delta_signature link
    join signature on signature.id = link.signature_id and signature.route_id = ${input.routeId}::uuid
    where link.signature_id = ${input.signatureId}::uuid ${below}
    order by link.at desc, delta_id desc limit ${rowsMax + 1}`;
}

/** Newest first; their times tell in which days to look. */
async function loadRows(tx: Transaction, found: readonly DeltaCursor[]): Promise<DeltaRow[]> {
  const [newest, oldest] = [found.at(0), found.at(-1)];
  if (newest === undefined || oldest === undefined) return [];
  const within = { gte: oldest.at, lte: newest.at };
  const ids = found.map(({ id }) => id);
  const rows = await tx.delta.findMany({
    where: { id: { in: ids }, at: within },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    omit: { payload: true },
    include: { epoch: { select: { ordinal: true } } },
  });
  const links = await tx.deltaSignature.findMany({
    where: { deltaId: { in: ids }, at: within },
    select: { deltaId: true, signature: { select: { place: true, path: true, kind: true, why: true } } },
    orderBy: { signatureId: 'asc' },
  });
  const signatures = Map.groupBy(links, ({ deltaId }) => deltaId);
  return rows.map((row) => ({
    id: row.id,
    atMs: row.at.getTime(),
    target: fromStoredText(row.target),
    legacyStatus: row.legacyStatus,
    candidateStatus: row.candidateStatus,
    candidateFailure: row.candidateFailure,
    differencesTotal: Number(row.differencesTotal),
    signatures: (signatures.get(row.id) ?? []).map(({ signature }) => toSignature(signature)),
    epochOrdinal: row.epoch.ordinal,
    stage: z.enum(stages).parse(row.stage),
  }));
}

/** Both numbers are of the running epoch: what the tallies counted, and how many samples of it there are. */
async function countPresent(tx: Transaction, { routeId, signatureId }: DeltaListInput) {
  const epoch = await tx.epoch.findFirst({
    where: { routeId, endedAt: null },
    select: { id: true, mismatches: true },
  });
  if (!epoch) return { mismatches: 0, samples: 0 };
  if (signatureId === undefined) {
    const { _sum } = await tx.sampleCount.aggregate({ where: { epochId: epoch.id }, _sum: { count: true } });
    return { mismatches: Number(epoch.mismatches), samples: Number(_sum.count ?? 0) };
  }
  const counted = await tx.signatureCount.findUnique({
    where: { epochId_signatureId: { epochId: epoch.id, signatureId } },
    select: { count: true },
  });
  const { _sum } = await tx.signatureSampleCount.aggregate({
    where: { epochId: epoch.id, signatureId },
    _sum: { count: true },
  });
  return { mismatches: Number(counted?.count ?? 0), samples: Number(_sum.count ?? 0) };
}
