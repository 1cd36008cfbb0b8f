import { checkMove, countInWords, rank, stageOrder } from '@delta-guard/gate';
import { DomainError } from '../../errors/domain-error.ts';
import { loadFleet } from '../../fleet/load-fleet.ts';
import type { Change } from '../change.ts';
import { beginEpoch } from '../epoch.ts';
import { type HeldRoute, labelOf, placeOf } from './find-route.ts';
import { setStage } from './set-stage.ts';

export interface TakeBack {
  to: 'shadow' | 'off';
  reason: string;
  by: 'operator' | 'guard';
  /** What the guard had seen; null or absent where a person decided. */
  alarm?: AlarmFigures | null;
}

/** What made a guard take a route back. */
interface AlarmFigures {
  trigger: 'mismatch' | 'latency' | 'breaker';
  observations: number;
  hits: number;
  statistic: number;
  alarmAt: number;
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
  const coolDownMs = route.thresholds.coolDownMs;
  const coolDown = effect.coolDown ? { coolDownUntil: new Date(change.now.getTime() + coolDownMs) } : {};
  await setStage(change, route, { stage: to, ...coolDown });
  if (effect.newEpoch) await beginEpoch(change, route.id, 'rollback');
  const why = alarm === null ? reason : `${alarmInWords(alarm)}: ${reason}`;
  const detail = `${labelOf(route)} from ${placeOf(route)} to ${to}: ${why}`;
  await change.audit({ verb: 'route.rollBack', routeId: route.id, detail });
}

async function legacyProbed(change: Change): Promise<boolean> {
  const fleet = await loadFleet(change.tx, { gatewayId: change.gatewayId, nowMs: change.now.getTime() });
  return fleet.every(({ connected, health }) => connected && health?.upstreams.legacy.reachable === true);
}

const detectors: Record<AlarmFigures['trigger'], string> = {
  mismatch: 'mismatch detector',
  latency: 'latency detector',
  breaker: 'breaker',
};

/** Which detector it was, with its figures. */
function alarmInWords({ trigger, observations, hits, statistic, alarmAt }: AlarmFigures): string {
  const figures = `${countInWords(hits)} of ${countInWords(observations)}`;
  return `${detectors[trigger]}, ${figures}, statistic ${countInWords(statistic)} at an alarm from ${countInWords(alarmAt)}`;
}
