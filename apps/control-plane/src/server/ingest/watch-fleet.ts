import type { Transaction } from '@delta-guard/db';
import { type GuardAlarm, RouteGuard, rank } from '@delta-guard/gate';
import { type Stage, stages } from '@delta-guard/protocol';
import { z } from 'zod';
import { loadPolicies, type Policies } from '../policies/load-policies.ts';
import { guardOfRoute } from '../routes/guard-of-route.ts';
import { parseSettings } from '../routes/route-settings.ts';
import { Change } from '../services/change.ts';
import { findRoute } from '../services/route/find-route.ts';
import { takeBack } from '../services/route/take-back.ts';
import { packDetectors, unpackDetectors } from '../store/detectors.ts';
import type { GatewayHold } from './gateway-hold.ts';
import type { GapPlace } from './store-gaps.ts';
import type { PlacedTally } from './store-tallies.ts';

/**
 * The guard over all instances: the same detectors, one step for each tally, for each route version and epoch. It sees
 * what each instance sees only a share of. Their state is with the epoch, which this transaction has locked, so that it
 * outlives the process and counts each tally once however many processes take batches.
 */
export async function watchFleet(
  tx: Transaction,
  place: GapPlace,
  { placed, hold, nowMs }: { placed: readonly PlacedTally[]; hold: GatewayHold; nowMs: number },
): Promise<void> {
  const answering = placed.filter(({ tally }) => answersClients(tally.stage) && hasNews(tally));
  if (answering.length === 0) return;
  const routes = await loadWatched(tx, answering);
  if (routes.length === 0) return;
  const policies = await loadPolicies(tx, place.gatewayId);
  const states: { id: string; detectors: string }[] = [];
  for (const route of routes) {
    const seen = answering.filter(
      ({ tally, epoch }) => epoch.id === route.epochId && BigInt(tally.revision) >= route.versionRevision,
    );
    if (seen.length === 0) continue;
    const { alarm, detectors } = watchRoute(route, seen, policies);
    if (alarm === null) {
      states.push({ id: route.epochId, detectors });
      continue;
    }
    hold.need();
    const origin = { gatewayId: place.gatewayId, actor: 'guard@fleet', now: new Date(nowMs) };
    const change = new Change(tx, origin);
    await takeBack(change, await findRoute(change, route.id), {
      to: 'shadow',
      by: 'guard',
      reason: alarm.words,
      alarm: { ...alarm, instance: null },
    });
  }
  await saveStates(tx, states);
}

interface WatchedRoute {
  id: string;
  version: bigint;
  versionRevision: bigint;
  policy: string;
  settings: string;
  epochId: string;
  detectors: string | null;
}

/** Those whose candidate answers clients under the running epoch. From `complete` nothing goes back by itself. */
async function loadWatched(tx: Transaction, answering: readonly PlacedTally[]): Promise<WatchedRoute[]> {
  const rows = await tx.epoch.findMany({
    where: { id: { in: [...new Set(answering.map(({ epoch }) => epoch.id))] }, endedAt: null },
    select: {
      id: true,
      detectors: true,
      route: {
        select: { id: true, stage: true, version: true, versionRevision: true, policy: true, settings: true },
      },
    },
    orderBy: { routeId: 'asc' },
  });
  return rows.flatMap(({ id, detectors, route: { stage, ...route } }) =>
    answersClients(z.enum(stages).parse(stage)) ? [{ ...route, epochId: id, detectors }] : [],
  );
}

function answersClients(stage: Stage): boolean {
  return rank(stage) > rank('shadow') && stage !== 'complete';
}

function hasNews({ matches, mismatches, latencyPairs }: PlacedTally['tally']): boolean {
  return matches + mismatches + latencyPairs > 0;
}

function watchRoute(
  route: WatchedRoute,
  seen: readonly PlacedTally[],
  policies: Policies,
): { alarm: GuardAlarm | null; detectors: string } {
  const options = guardOfRoute(policies.of(route.policy), parseSettings(route.settings).guard);
  const guard = new RouteGuard({ ...options, breaker: null });
  const before = unpackDetectors(route.detectors);
  if (before?.version === Number(route.version)) guard.restore(before.state);
  const inOrder = [...seen].sort((a, b) => a.tally.second - b.tally.second || a.position - b.position);
  let alarm: GuardAlarm | null = null;
  for (const { tally } of inOrder) alarm = guard.observeTally(tally);
  return { alarm, detectors: packDetectors({ version: Number(route.version), state: guard.state }) };
}

async function saveStates(tx: Transaction, states: readonly { id: string; detectors: string }[]) {
  if (states.length === 0) return;
  await tx.$executeRaw`
    update epoch set detectors = more.detectors
    from json_to_recordset(${JSON.stringify(states)}::json) as more(id uuid, detectors text)
    where epoch.id = more.id`;
}
