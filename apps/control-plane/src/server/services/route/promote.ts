import { checkMove, type GateDecision, type MoveRefusal, nextStage, percentInWords } from '@delta-guard/gate';
import { type Stage, stages } from '@delta-guard/protocol';
import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { DomainError, type DomainReason } from '../../errors/domain-error.ts';
import { judgeRoute } from '../../evidence/judge-route.ts';
import { newestCoverageGap } from '../../evidence/newest-gap.ts';
import { loadRecent } from '../../evidence/recent-seconds.ts';
import { loadEvidence, type RouteEvidence } from '../../evidence/route-evidence.ts';
import { loadFleet, servedStages } from '../../fleet/load-fleet.ts';
import { checkCanary } from '../../routes/check-canary.ts';
import { nextMove } from '../../routes/next-move.ts';
import { type Change, changeGateway } from '../change.ts';
import { findRoute, type HeldRoute, labelOf, placeOf } from './find-route.ts';
import { setStage } from './set-stage.ts';

export const promoteRouteInput = z.strictObject({
  routeId: z.uuid(),
  /** The version that the operator saw. */
  version: z.number().int().nonnegative(),
  to: z.enum(stages),
});
export type PromoteRoute = z.infer<typeof promoteRouteInput>;

/**
 * One stage forward. The running epoch is locked before the gate is judged, so that a mismatch either is counted before
 * or waits until after: the promotion commits only if the gate is open at that moment (P10).
 */
export async function promoteRoute(context: ServerContext, input: PromoteRoute): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const route = await findRoute(change, input.routeId);
    if (route.version !== BigInt(input.version)) {
      throw new DomainError(
        'versionStale',
        `${labelOf(route)} has changed since you looked: it is in ${route.stage} now. Look again and decide anew.`,
      );
    }
    await lockRunningEpoch(change, route);
    const { gate, evidence, served } = await judge(change, route);
    const share = checkPromotion(route, { to: input.to, gate, served });
    await setStage(change, route, { stage: input.to, canaryShare: share });
    const detail = `${labelOf(route)} from ${placeOf(route)} to ${placeOf({ stage: input.to, canaryShare: share })}${grounds(route, evidence)}`;
    await change.audit({ verb: 'route.promote', routeId: route.id, detail });
    return { revision: await change.revisionNow() };
  });
}

/** Throws where the route may not go there now; else the share of clients that it begins with, where that is canary. */
function checkPromotion(
  route: HeldRoute,
  { to, gate, served }: { to: Stage; gate: GateDecision; served: ReadonlySet<Stage> },
): number | null {
  const next = nextMove(route, { served, thresholds: route.thresholds });
  const step = to === 'canary' && route.stage === 'canary' && next.nextStage === 'canary';
  const stage = step ? nextStage(route.stage, served) : to;
  const verdict = checkMove({
    from: route.stage,
    to: stage ?? to,
    method: route.method,
    served,
    gateOpen: gate.open,
  });
  if (!verdict.allowed) throw refusal(verdict, gate);
  if (verdict.move.kind !== 'promote') {
    throw new DomainError('moveNotAllowed', `From ${route.stage} to ${to} is a roll back.`);
  }
  if (to !== next.nextStage) {
    const share = percentInWords(next.nextCanaryShare ?? 0);
    throw new DomainError(
      'moveNotAllowed',
      `From ${placeOf(route)} the next step is ${share} of the clients.`,
    );
  }
  const unset = checkCanary(to, route.settings);
  if (unset !== null) throw new DomainError('moveNotAllowed', unset);
  return next.nextCanaryShare;
}

/** The same row that ingest locks before it counts. */
async function lockRunningEpoch(change: Change, route: HeldRoute): Promise<void> {
  await change.tx.$executeRaw`
    select 1 from epoch where route_id = ${route.id}::uuid and ended_at is null for no key update`;
}

async function judge(change: Change, route: HeldRoute) {
  const { tx, gatewayId } = change;
  const nowMs = change.now.getTime();
  const fleet = await loadFleet(tx, { gatewayId, nowMs });
  const evidence = (await loadEvidence(tx, [route], nowMs)).get(route.id);
  const recent = (await loadRecent(tx, [route.id], nowMs)).get(route.id);
  if (!evidence || !recent) throw new Error(`no evidence was loaded for route ${route.id}`);
  const gap = await newestCoverageGap(tx, gatewayId);
  const gate = judgeRoute(route, { evidence, recent, fleet, gap, nowMs });
  return { gate, evidence, served: servedStages(fleet) };
}

const reasons: Record<MoveRefusal, DomainReason> = {
  sameStage: 'moveNotAllowed',
  unsafeMethod: 'unsafeMethod',
  notServed: 'stageNotServed',
  noSuchMove: 'moveNotAllowed',
  notAllowed: 'moveNotAllowed',
  gateClosed: 'gateClosed',
  legacyNotProbed: 'moveNotAllowed',
};

function refusal(verdict: { code: MoveRefusal; reason: string }, gate: GateDecision): DomainError {
  if (verdict.code !== 'gateClosed') return new DomainError(reasons[verdict.code], verdict.reason);
  const unmet = gate.conditions.filter((condition) => !condition.met).map((condition) => condition.words);
  return new DomainError('gateClosed', [verdict.reason, ...unmet].join(' '));
}

function grounds(route: HeldRoute, { epoch }: RouteEvidence): string {
  if (route.stage === 'off' || !epoch) return '';
  return `: ${epoch.mismatches} mismatches in ${epoch.comparisons} comparisons of epoch ${epoch.ordinal}, policy ${route.policy}`;
}
