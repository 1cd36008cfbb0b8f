import type { Transaction } from '@delta-guard/db';
import type { Tally } from '@delta-guard/protocol';
import { changeBuild } from '../services/build/change-build.ts';
import { Change } from '../services/change.ts';
import { printable } from '../store/text.ts';
import { buildName } from './build-name.ts';
import { type BuildSighting, judgeBuild, type RunningBuild } from './build-verdict.ts';
import type { GatewayHold } from './gateway-hold.ts';
import type { GapPlace } from './store-gaps.ts';

interface RouteBuild extends BuildSighting {
  routeId: string;
}

/**
 * Before anything of a batch is counted: a build that is seen on a route for the first time begins its next epoch, and
 * what the policy wants of a route that answers clients is done, all in the transaction of the batch.
 */
export async function noteBuilds(
  tx: Transaction,
  place: GapPlace,
  { tallies, hold, nowMs }: { tallies: readonly Tally[]; hold: GatewayHold; nowMs: number },
): Promise<void> {
  const sightings = sightBuilds(tallies);
  if (sightings.length === 0) return;
  const known = await loadKnown(tx, place.gatewayId, sightings);
  const routeIds = [...new Set(sightings.map(({ routeId }) => routeId))];
  const running = await loadRunning(tx, place.gatewayId, routeIds);
  for (const sighting of sightings) {
    const now = running.get(sighting.routeId);
    if (!now) continue;
    const isKnown = known.has(keyOf(sighting));
    const verdict = judgeBuild(sighting, now, isKnown);
    if (verdict === 'running' ? isKnown : verdict === 'older') continue;
    if (verdict === 'begin' && (await isFlooded(tx, sighting.routeId, nowMs))) continue;
    hold.need();
    running.set(sighting.routeId, {
      ...now,
      build: sighting.build,
      buildSeenAtS: sighting.seenAtS,
      hasEvidence: true,
    });
    const change = new Change(tx, {
      gatewayId: place.gatewayId,
      actor: printable(`build@${place.instance}`),
      now: new Date(nowMs),
    });
    await changeBuild(change, sighting.routeId, {
      build: sighting.build,
      seenAtS: sighting.seenAtS,
      source: 'header',
      newEpoch: verdict === 'begin',
    });
    if (await isFlooded(tx, sighting.routeId, nowMs)) {
      const detail = `the header named ${buildsAnHourMax} builds within an hour, which no candidate has: further ones are not told apart, and what they answer counts to no running epoch. Name another header`;
      await change.audit({ verb: 'route.tooManyBuilds', routeId: sighting.routeId, detail });
    }
  }
}

/** A header that names so many builds within an hour names no builds: what comes on top is proof of nothing. */
const buildsAnHourMax = 60;

async function isFlooded(tx: Transaction, routeId: string, nowMs: number): Promise<boolean> {
  const firstSeen = { gt: new Date(nowMs - 3_600_000) };
  return (await tx.build.count({ where: { routeId, source: 'header', firstSeen } })) >= buildsAnHourMax;
}

/** Each build of each route once, in the order in which they were last seen. */
function sightBuilds(tallies: readonly Tally[]): RouteBuild[] {
  const sightings = new Map<string, RouteBuild>();
  for (const { routeId, second, revision, build: told } of tallies) {
    const build = buildName(told);
    if (build === null) continue;
    const key = keyOf({ routeId, build });
    const before = sightings.get(key);
    sightings.set(key, {
      routeId,
      build,
      seenAtS: Math.max(second, before?.seenAtS ?? 0),
      revision: Math.max(revision, before?.revision ?? 0),
    });
  }
  return [...sightings.values()].sort((a, b) => a.seenAtS - b.seenAtS || (a.build < b.build ? -1 : 1));
}

async function loadKnown(
  tx: Transaction,
  gatewayId: string,
  sightings: readonly RouteBuild[],
): Promise<Set<string>> {
  const rows = await tx.build.findMany({
    where: {
      gatewayId,
      routeId: { in: sightings.map(({ routeId }) => routeId) },
      name: { in: sightings.map(({ build }) => build) },
    },
    select: { routeId: true, name: true },
  });
  return new Set(rows.map(({ routeId, name }) => keyOf({ routeId, build: name })));
}

/** The running epoch of each route that was not removed. */
async function loadRunning(
  tx: Transaction,
  gatewayId: string,
  routeIds: string[],
): Promise<Map<string, RunningBuild>> {
  const epochs = await tx.epoch.findMany({
    where: { routeId: { in: routeIds }, endedAt: null, route: { gatewayId, removedAt: null } },
    select: {
      routeId: true,
      build: true,
      buildSecond: true,
      startedAt: true,
      rulesRevision: true,
      eligible: true,
    },
  });
  return new Map(
    epochs.map(({ routeId, build, buildSecond, startedAt, rulesRevision, eligible }) => [
      routeId,
      {
        build,
        buildSeenAtS: buildSecond === null ? null : Number(buildSecond),
        startedAtS: Math.floor(startedAt.getTime() / 1_000),
        rulesRevision: Number(rulesRevision),
        hasEvidence: eligible > 0n,
      },
    ]),
  );
}

function keyOf({ routeId, build }: { routeId: string; build: string }): string {
  return `${routeId} ${build}`;
}
