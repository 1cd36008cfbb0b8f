import { createHash } from 'node:crypto';
import { type BundleInput, evidenceBundle } from '@delta-guard/gate';
import type { Stage } from '@delta-guard/protocol';
import { rulesInForce } from '../../read-models/rules-in-force.ts';
import type { Change } from '../change.ts';
import type { HeldRoute } from '../route/find-route.ts';
import type { Judged } from '../route/judge-now.ts';
import { keepSamples } from './keep-samples.ts';

const buildsMax = 100;

export interface Move {
  judged: Judged;
  move: { kind: 'promote' | 'rollBack'; to: Stage; toShare: number | null; overridden: boolean };
  why: string | null;
  alarm: BundleInput['alarm'];
}

/** Keeps for good what a move stood on, samples of its mismatches included, in the transaction of the move. `route` is as it was before. */
export async function recordEvidence(
  change: Change,
  route: HeldRoute,
  { judged, ...made }: Move,
): Promise<void> {
  const { tx, gatewayId, actor, now } = change;
  const { slug } = await tx.gateway.findUniqueOrThrow({ where: { id: gatewayId }, select: { slug: true } });
  const builds = await tx.build.findMany({
    where: { routeId: route.id },
    orderBy: { firstSeen: 'desc' },
    take: buildsMax,
    select: { name: true },
  });
  const { epoch } = judged.evidence;
  const bundle = evidenceBundle({
    move: {
      ...made.move,
      from: route.stage,
      fromShare: route.stage === 'canary' ? route.canaryShare : null,
      routeVersion: Number(route.version) + 1,
    },
    route: { id: route.id, gateway: slug, method: route.method, template: route.template },
    who: actor,
    approvedBy: [],
    why: made.why,
    policyName: route.policy,
    rules: { revision: epoch?.rulesRevision ?? 0, hash: await hashRules(change, route.id) },
    build: epoch?.build ?? null,
    buildsSeen: builds.map(({ name }) => name),
    grounds: judged.grounds,
    decision: judged.gate,
    notCompared: epoch?.notCompared ?? {},
    alarm: made.alarm,
  });
  const { id: evidenceId } = await tx.evidence.create({
    select: { id: true },
    data: {
      gatewayId,
      routeId: route.id,
      at: now,
      actor,
      kind: made.move.kind,
      fromStage: route.stage,
      toStage: made.move.to,
      overridden: made.move.overridden,
      reason: made.why ?? made.alarm?.words ?? '',
      bundle: JSON.stringify(bundle),
    },
  });
  const moved = made.move.kind === 'promote' ? 'promotion' : 'rollback';
  const words = `evidence of the ${moved} from ${route.stage} to ${made.move.to}`;
  await keepSamples(change, { evidenceId, routeId: route.id, words });
}

/** SHA-256 over the rules in force on the route, in the order of their ids. */
async function hashRules(change: Change, routeId: string): Promise<string> {
  const rules = await rulesInForce(change.tx, change.gatewayId, routeId);
  const inOrder = rules
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, place, action }) => ({ id, place, action }));
  return createHash('sha256').update(JSON.stringify(inOrder)).digest('hex');
}
