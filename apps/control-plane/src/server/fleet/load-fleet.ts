import type { Transaction } from '@delta-guard/db';
import { type FlowInstance, rank } from '@delta-guard/gate';
import { type Health, healthSchema, type Stage, stages } from '@delta-guard/protocol';
import { z } from 'zod';
import type { AppliedBy } from '../../contract.ts';

/** A link whose proxy was not heard for this long does not count as connected, whatever the row says. */
export const heardWithinMs = 15_000;

export interface FleetInstance {
  spool: string;
  instance: string;
  connected: boolean;
  lastSeenMs: number;
  appliedRevision: number;
  servedStages: Stage[];
  health: Health | null;
}

/**
 * The instances that count: each run that is neither retired nor sealed, less those that ended before a later run under
 * the same label began, and those that said nothing is left beside a later one, as a worker does that was replaced. Two
 * that ran side by side under one label both count otherwise.
 */
export async function loadFleet(
  tx: Transaction,
  at: { gatewayId: string; nowMs: number },
): Promise<FleetInstance[]> {
  const rows = await tx.$queryRaw<FleetRow[]>`
    select spool, instance, connected_at as "connectedAt", last_seen as "lastSeen",
      applied_revision as "appliedRevision", served_stages as "servedStages", health
    from spool where gateway_id = ${at.gatewayId}::uuid and retired_at is null and sealed_at is null and not (
      (connected_at is null or last_seen < ${new Date(at.nowMs - heardWithinMs)}) and exists (
        select from spool later where later.gateway_id = spool.gateway_id and later.instance = spool.instance
          and ((later.id <> spool.id and later.first_connected_at >= spool.last_seen)
            or (later.id > spool.id and spool.ended_at is not null))
      )
    )
    order by instance, id limit 1000`;
  return rows.map((row) => toInstance(row, at.nowMs));
}

interface FleetRow {
  spool: string;
  instance: string;
  connectedAt: Date | null;
  lastSeen: Date;
  appliedRevision: bigint;
  servedStages: string[];
  health: string | null;
}

function toInstance(row: FleetRow, nowMs: number): FleetInstance {
  const lastSeenMs = row.lastSeen.getTime();
  return {
    spool: row.spool,
    instance: row.instance,
    connected: row.connectedAt !== null && nowMs - lastSeenMs < heardWithinMs,
    lastSeenMs,
    appliedRevision: Number(row.appliedRevision),
    servedStages: z.array(z.enum(stages)).parse(row.servedStages),
    health: parseHealth(row.health),
  };
}

export function parseHealth(stored: string | null): Health | null {
  if (stored === null) return null;
  const parsed = healthSchema.safeParse(JSON.parse(stored));
  return parsed.success ? parsed.data : null;
}

/** What was not acked when an instance was last heard may still be on its way: silence is lag too. Null where it told none. */
export function lagOf(
  { health, lastSeenMs }: Pick<FleetInstance, 'health' | 'lastSeenMs'>,
  nowMs: number,
): number | null {
  return health && health.lagMs + Math.max(0, nowMs - lastSeenMs);
}

/** What the gate looks at. */
export function toFlow(fleet: readonly FleetInstance[], nowMs: number): FlowInstance[] {
  return fleet.map((each) => ({
    name: each.instance,
    connected: each.connected,
    lagMs: lagOf(each, nowMs),
    retired: false,
  }));
}

/** Of a fleet that nobody has joined yet. */
const firstStages: readonly Stage[] = ['off', 'shadow', 'live'];

/**
 * Stages that every connected instance can serve, so that a route is never put where one of them could not follow. While
 * none is connected: what the last ones could, for they are expected back.
 */
export function servedStages(fleet: readonly FleetInstance[]): Set<Stage> {
  const connected = fleet.filter((instance) => instance.connected);
  const serving = connected.length > 0 ? connected : fleet;
  if (serving.length === 0) return new Set(firstStages);
  return new Set(stages.filter((stage) => serving.every((each) => each.servedStages.includes(stage))));
}

/** Instances on which the breaker of a route at `complete` alarmed a moment ago. */
export function alarmedOn(fleet: readonly FleetInstance[], routeId: string): string[] {
  return fleet
    .filter(({ connected, health }) => connected && health?.alarmed?.includes(routeId) === true)
    .map(({ instance }) => instance);
}

/**
 * Which instances obey a config revision. With a route that answers clients, one that keeps it in shadow after a
 * rollback of its own does not serve what was ordered.
 */
export function appliedBy(
  fleet: readonly FleetInstance[],
  revision: number,
  route?: { id: string; stage: Stage },
): AppliedBy {
  const holds = ({ health }: FleetInstance) =>
    route !== undefined && rank(route.stage) > rank('shadow') && health?.heldBack.includes(route.id) === true;
  const behind = fleet.filter((each) => !each.connected || each.appliedRevision < revision || holds(each));
  return {
    applied: fleet.length - behind.length,
    total: fleet.length,
    behind: behind.map((each) => {
      const { instance, lastSeenMs, connected } = each;
      return { instance, lastSeenMs, connected, ...(connected && holds(each) ? { heldBack: true } : {}) };
    }),
  };
}
