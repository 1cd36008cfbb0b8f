import {
  type BundleInput,
  checkMove,
  countInWords,
  type GuardAlarm,
  type GuardTrigger,
  rank,
  stageOrder,
} from '@delta-guard/gate';
import { DomainError } from '../../errors/domain-error.ts';
import { loadFleet } from '../../fleet/load-fleet.ts';
import type { Change } from '../change.ts';
import { beginEpoch } from '../epoch.ts';
import { recordEvidence } from '../evidence/record.ts';
import { type HeldRoute, labelOf, placeOf } from './find-route.ts';
import { judgeNow } from './judge-now.ts';
import { setStage } from './set-stage.ts';

export interface TakeBack {
  to: 'shadow' | 'off';
  reason: string;
  by: 'operator' | 'guard';
  /** What the guard had seen; null or absent where a person decided. */
  alarm?: BundleInput['alarm'];
}

/** Takes a route back, at once. One that is there already, or further back, is left as it is. */
export async function takeBack(
  change: Change,
  route: HeldRoute,
  { to, reason, by, alarm = null }: TakeBack,
): Promise<void> {
  if (rank(route.stage) <= rank(to)) return;
  const verdict = checkMove({
    from: route.stage,
    to,
    method: route.method,
    served: new Set(stageOrder),
    gateOpen: false,
    actor: by,
    legacyProbed: await legacyProbed(change),
  });
  if (!verdict.allowed) throw new DomainError('moveNotAllowed', verdict.reason);
  const { effect } = verdict.move;
  const judged = await judgeNow(change, route);
  const coolDownMs = route.thresholds.coolDownMs;
  const coolDown = effect.coolDown ? { coolDownUntil: new Date(change.now.getTime() + coolDownMs) } : {};
  await setStage(change, route, { stage: to, ...coolDown });
  await recordEvidence(change, route, {
    judged,
    move: { kind: 'rollBack', to, toShare: null, overridden: false },
    why: reason,
    alarm,
  });
  if (effect.newEpoch) await beginEpoch(change, route.id, 'rollback');
  const why = alarm === null ? reason : `${alarmInWords(alarm)}: ${reason}`;
  const detail = `${labelOf(route)} from ${placeOf(route)} to ${to}: ${why}`;
  await change.audit({ verb: 'route.rollBack', routeId: route.id, detail });
}

async function legacyProbed(change: Change): Promise<boolean> {
  const fleet = await loadFleet(change.tx, { gatewayId: change.gatewayId, nowMs: change.now.getTime() });
  return fleet.every(({ connected, health }) => connected && health?.upstreams.legacy.reachable === true);
}

const detectors: Record<GuardTrigger, string> = {
  mismatch: 'mismatch detector',
  latency: 'latency detector',
  breaker: 'breaker',
};

/** Which detector it was, with its figures. */
function alarmInWords({ trigger, observations, hits, evidence, limit }: GuardAlarm): string {
  const seen = `${countInWords(hits)} of ${countInWords(observations)}`;
  return `${detectors[trigger]}, ${seen}, ${pastInWords(evidence, limit)}`;
}

/** How far past its limit the evidence was: its own figures, which nobody can judge, are kept in the bundle. */
function pastInWords(evidence: number, limit: number): string {
  const times = Math.floor(evidence / limit);
  return times >= 2 ? `${countInWords(times)} times past the alarm` : 'past the alarm';
}
