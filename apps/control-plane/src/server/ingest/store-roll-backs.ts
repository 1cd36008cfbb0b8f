import type { Transaction } from '@delta-guard/db';
import { answerReport, type BundleInput, rank } from '@delta-guard/gate';
import { limits, type RolledBack, stages } from '@delta-guard/protocol';
import { z } from 'zod';
import { DomainError } from '../errors/domain-error.ts';
import { Change } from '../services/change.ts';
import { findRouteIfThere, type HeldRoute, labelOf } from '../services/route/find-route.ts';
import { nameAgain } from '../services/route/name-again.ts';
import { takeBack } from '../services/route/take-back.ts';
import { toMoment } from '../store/moment.ts';
import { printable } from '../store/text.ts';
import type { GapPlace } from './store-gaps.ts';

/**
 * Takes back for the whole fleet what an instance took back by itself. One that was overtaken by a newer proof only gets
 * its name into the next version, without which the instance would stay out for ever. The caller holds the gateway.
 */
export async function storeRollBacks(
  tx: Transaction,
  place: GapPlace,
  reports: { events: readonly RolledBack[]; nowMs: number },
): Promise<void> {
  for (const event of reports.events) {
    const by = event.trigger === 'operator' ? 'operator' : 'guard';
    const actor = printable(`${by}@${place.instance}`);
    const change = new Change(tx, { gatewayId: place.gatewayId, actor, now: new Date(reports.nowMs) });
    await takeReport(change, event, place.instance);
  }
}

async function takeReport(change: Change, event: RolledBack, instance: string): Promise<void> {
  const committed = await loadCommitted(change, event.routeId);
  if (!committed) return;
  const byOperator = event.trigger === 'operator';
  const report = { routeVersion: event.routeVersion, rollbackId: event.id, byOperator };
  const answer = answerReport(committed, report);
  if (answer === 'known') return;
  await change.tx.instanceRollBack.create({
    data: {
      id: event.id,
      gatewayId: change.gatewayId,
      routeId: event.routeId,
      instance: printable(instance),
      at: toMoment(event.at),
      routeVersion: BigInt(event.routeVersion),
      namedFrom: BigInt(committed.version + 1),
      trigger: event.trigger,
      reason: printable(event.reason),
      figures: event.evidence && JSON.stringify(event.evidence),
    },
  });
  const route = await findRouteIfThere(change, event.routeId);
  if (!route) return;
  if (answer === 'rollBack') {
    await takeFleetBack(change, route, { event, instance });
    return;
  }
  // Where the legacy answers anyway, the version that promotes the route will name it.
  if (rank(route.stage) > rank('shadow')) await nameAgain(change, route);
  const detail = `${route.method} ${route.template}: ${event.trigger === 'operator' ? `the operator on ${instance} had taken version ${event.routeVersion} back there` : `${instance} had taken version ${event.routeVersion} back by itself`}, and the next version lets it in again: ${event.reason}`;
  await change.audit({ verb: 'route.nameRollBack', routeId: route.id, detail: printable(detail) });
}

/** From `complete` the fleet follows only where every instance reaches the legacy; the one that went back stays back. */
async function takeFleetBack(
  change: Change,
  route: HeldRoute,
  { event, instance }: { event: RolledBack; instance: string },
): Promise<void> {
  const by = event.trigger === 'operator' ? 'operator' : 'guard';
  const reason = printable(event.reason);
  try {
    await takeBack(change, route, { to: 'shadow', reason, by, alarm: alarmOf(event, instance) });
  } catch (error) {
    if (!(error instanceof DomainError) || route.stage !== 'complete') throw error;
    const detail = `${labelOf(route)}: ${instance} went back to the legacy by itself, the others stay in complete: ${error.message} (${reason})`;
    await change.audit({ verb: 'route.nameRollBack', routeId: route.id, detail: printable(detail) });
  }
}

function alarmOf({ trigger, reason, evidence }: RolledBack, instance: string): BundleInput['alarm'] {
  if (evidence === null || trigger === 'operator') return null;
  const { observations, hits, statistic, alarmAt } = evidence;
  return {
    trigger,
    observations,
    hits,
    evidence: statistic,
    limit: alarmAt,
    words: printable(reason),
    instance: printable(instance),
  };
}

/** The route, also where it was removed: added again, it names what happened before. */
async function loadCommitted(change: Change, routeId: string) {
  const route = await change.tx.route.findFirst({
    where: { id: routeId, gatewayId: change.gatewayId },
    select: {
      version: true,
      stage: true,
      epochs: { where: { endedAt: null }, select: { fromVersion: true } },
      rollBacks: { orderBy: { ordinal: 'desc' }, take: limits.rollbacksNamedMax * 2, select: { id: true } },
    },
  });
  return (
    route && {
      version: Number(route.version),
      stage: z.enum(stages).parse(route.stage),
      epochFromVersion: Number(route.epochs[0]?.fromVersion ?? route.version),
      rollbacksNamed: route.rollBacks.map(({ id }) => id),
    }
  );
}
