import type { Transaction } from '@delta-guard/db';
import type { InstanceRow, InstancesScreen } from '../../contract.ts';
import type { ServerContext } from '../context.ts';
import { heardWithinMs, lagOf, loadFleet, parseHealth } from '../fleet/load-fleet.ts';
import { atOneMoment } from './at-one-moment.ts';
import { loadGaps } from './gap-rows.ts';

const rowsMax = 200;

/** The runs that count for the gate, and those that were retired or sealed; heard last first. */
export async function instancesScreen(context: ServerContext): Promise<InstancesScreen> {
  const { gatewayId } = context;
  const nowMs = context.now();
  return atOneMoment(context, async (tx) => {
    const { configRevision } = await tx.gateway.findUniqueOrThrow({
      where: { id: gatewayId },
      select: { configRevision: true },
    });
    const spools = await tx.spool.findMany({
      where: { gatewayId },
      orderBy: [{ lastSeen: 'desc' }, { id: 'desc' }],
      take: rowsMax,
    });
    const fleet = await loadFleet(tx, { gatewayId, nowMs });
    const counting = new Set(fleet.map(({ spool }) => spool));
    const shown = spools.filter(
      ({ spool, retiredAt, sealedAt }) => retiredAt !== null || sealedAt !== null || counting.has(spool),
    );
    const held = shown.flatMap(({ health }) => parseHealth(health)?.heldBack ?? []);
    const labels = await loadLabels(tx, gatewayId, held);
    const instances = shown.map((row): InstanceRow => {
      const lastSeenMs = row.lastSeen.getTime();
      const health = parseHealth(row.health);
      const connected = row.connectedAt !== null && nowMs - lastSeenMs < heardWithinMs;
      return {
        spool: row.spool,
        instance: row.instance,
        connected,
        connectedAtMs: connected ? (row.connectedAt?.getTime() ?? null) : null,
        lastSeenMs,
        startedAtMs: row.startedAt.getTime(),
        appliedRevision: Number(row.appliedRevision),
        ackedSeq: Number(row.ackedSeq),
        sealed: row.sealedAt !== null,
        retiredAtMs: row.retiredAt?.getTime() ?? null,
        health,
        lagMs: connected ? lagOf({ health, lastSeenMs }, nowMs) : (health?.lagMs ?? null),
        heldBack: (health?.heldBack ?? []).map((routeId) => ({
          routeId,
          route: labels.get(routeId) ?? 'a route that was removed',
        })),
      };
    });
    return { nowMs, revision: Number(configRevision), instances, gaps: await loadGaps(tx, gatewayId) };
  });
}

async function loadLabels(tx: Transaction, gatewayId: string, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const routes = await tx.route.findMany({
    where: { gatewayId, id: { in: ids } },
    select: { id: true, method: true, template: true },
  });
  return new Map(routes.map(({ id, method, template }) => [id, `${method} ${template}`]));
}
