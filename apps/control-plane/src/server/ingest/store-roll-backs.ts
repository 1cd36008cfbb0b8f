import type { Transaction } from '@delta-guard/db';
import { rank } from '@delta-guard/gate';
import type { RolledBack } from '@delta-guard/protocol';
import { Change } from '../services/change.ts';
import { findRouteIfThere } from '../services/route/find-route.ts';
import { takeBack } from '../services/route/take-back.ts';
import { printable } from '../store/text.ts';
import type { GapPlace } from './store-gaps.ts';

/**
 * Takes back for the whole fleet what the guard of one instance took back. A report on an older version of the route
 * changes nothing: it was overtaken. The caller holds the gateway.
 */
export async function storeRollBacks(
  tx: Transaction,
  place: GapPlace,
  reports: { events: readonly RolledBack[]; nowMs: number },
): Promise<void> {
  for (const event of reports.events) {
    const actor = printable(`guard@${place.instance}`);
    const change = new Change(tx, { gatewayId: place.gatewayId, actor, now: new Date(reports.nowMs) });
    const route = await findRouteIfThere(change, event.routeId);
    if (!route || route.version !== BigInt(event.routeVersion)) continue;
    if (rank(route.stage) <= rank('shadow') || route.stage === 'complete') continue;
    await takeBack(change, route, { to: 'shadow', reason: printable(event.reason), by: 'guard' });
  }
}
