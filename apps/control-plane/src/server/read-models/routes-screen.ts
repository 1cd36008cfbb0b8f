import type { Transaction } from '@delta-guard/db';
import { limits, methods, safeMethods } from '@delta-guard/protocol';
import { z } from 'zod';
import type { DiscoveredRow, RoutesScreen } from '../../contract.ts';
import type { ServerContext } from '../context.ts';
import { toListedRoute } from '../evidence/listed-route.ts';
import { routeHeadSelect } from '../evidence/route-head.ts';
import { loadRouteRows } from '../evidence/route-rows.ts';
import { appliedBy, loadFleet } from '../fleet/load-fleet.ts';
import { loadFreezeState } from '../freeze/load-freezes.ts';
import { atOneMoment } from './at-one-moment.ts';
import { loadGaps } from './gap-rows.ts';

const discoveredMax = 100;

/** All routes with their evidence, and the traffic that has none. */
export async function routesScreen(context: ServerContext): Promise<RoutesScreen> {
  const { gatewayId } = context;
  const nowMs = context.now();
  return atOneMoment(context, async (tx) => {
    const gateway = await tx.gateway.findUniqueOrThrow({
      where: { id: gatewayId },
      select: { configRevision: true, stoppedAt: true },
    });
    const routes = await tx.route.findMany({
      where: { gatewayId, removedAt: null },
      orderBy: [{ template: 'asc' }, { method: 'asc' }],
      take: limits.routesMax,
      select: { ...routeHeadSelect, versionRevision: true, settings: true },
    });
    const fleet = await loadFleet(tx, { gatewayId, nowMs });
    const revision = Number(gateway.configRevision);
    return {
      gateway: context.gatewaySlug,
      freeze: await loadFreezeState(tx, { gatewayId, nowMs }),
      stopped: gateway.stoppedAt !== null,
      revision,
      nowMs,
      appliedBy: appliedBy(fleet, revision),
      routes: (await loadRouteRows(tx, routes, { gatewayId, nowMs, fleet })).map(toListedRoute),
      discovered: await loadDiscovered(tx, gatewayId),
      gaps: await loadGaps(tx, gatewayId),
    };
  });
}

async function loadDiscovered(tx: Transaction, gatewayId: string): Promise<DiscoveredRow[]> {
  const rows = await tx.discovered.findMany({
    where: { gatewayId },
    orderBy: { count: 'desc' },
    take: discoveredMax,
    select: { id: true, method: true, template: true, count: true, firstSeen: true, lastSeen: true },
  });
  return rows.map((row) => {
    const method = z.enum(methods).parse(row.method);
    return {
      id: row.id,
      method,
      template: row.template,
      count: Number(row.count),
      firstSeenMs: row.firstSeen.getTime(),
      lastSeenMs: row.lastSeen.getTime(),
      safe: safeMethods.includes(method),
    };
  });
}
