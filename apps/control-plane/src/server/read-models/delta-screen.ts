import type { Transaction } from '@delta-guard/db';
import type { DeltaScreen } from '../../contract.ts';
import type { ServerContext } from '../context.ts';
import { DomainError } from '../errors/domain-error.ts';
import { toRouteHead } from '../evidence/route-head.ts';
import { unpackDelta } from '../store/payload.ts';
import { atOneMoment } from './at-one-moment.ts';
import { findShownRoute } from './find-shown-route.ts';
import { loadRules } from './rule-rows.ts';

/** One sample as it crossed the wire, with its neighbours on the route. */
export async function deltaScreen(context: ServerContext, input: { deltaId: string }): Promise<DeltaScreen> {
  const { gatewayId } = context;
  const { payload, ...screen } = await atOneMoment(context, async (tx) => {
    const delta = await tx.delta.findFirst({
      where: { id: input.deltaId, route: { gatewayId, removedAt: null } },
      include: { epoch: { select: { ordinal: true } }, spool: { select: { instance: true } } },
    });
    const kept = await tx.keptDelta.findFirst({
      where: { id: input.deltaId, route: { gatewayId, removedAt: null } },
      include: { evidence: { select: { evidenceId: true }, take: 1 } },
    });
    const found = delta ?? kept;
    if (!found) {
      throw new DomainError(
        'deltaNotFound',
        'There is no such delta: it is past its time, or its route was removed.',
      );
    }
    return {
      payload: found.payload,
      route: toRouteHead(await findShownRoute(tx, gatewayId, found.routeId)),
      epochOrdinal: delta?.epoch.ordinal ?? kept?.epochOrdinal ?? 0,
      instance: delta?.spool.instance ?? kept?.instance ?? '',
      kept: kept && {
        by: kept.keptBy,
        reason: kept.reason,
        atMs: kept.keptAt.getTime(),
        inEvidence: kept.evidence.length > 0,
      },
      ...(await findNeighbours(tx, found)),
      rules: await loadRules(tx, gatewayId, found.routeId),
    };
  });
  return { ...screen, delta: await unpackDelta(payload) };
}

async function findNeighbours(tx: Transaction, delta: { id: string; routeId: string; at: Date }) {
  const [older] = await tx.$queryRaw<{ id: string }[]>`
    select id from delta where route_id = ${delta.routeId}::uuid and (at, id) < (${delta.at}, ${delta.id}::uuid)
    order by at desc, id desc limit 1`;
  const [newer] = await tx.$queryRaw<{ id: string }[]>`
    select id from delta where route_id = ${delta.routeId}::uuid and (at, id) > (${delta.at}, ${delta.id}::uuid)
    order by at asc, id asc limit 1`;
  return { olderId: older?.id ?? null, newerId: newer?.id ?? null };
}
