import {
  type Actor,
  checkMove,
  type GateDecision,
  type MoveRefusal,
  nextStage,
  percentInWords,
} from '@delta-guard/gate';
import type { Stage } from '@delta-guard/protocol';
import { DomainError, type DomainReason } from '../../errors/domain-error.ts';
import { checkCanary } from '../../routes/check-canary.ts';
import { nextMove } from '../../routes/next-move.ts';
import { type HeldRoute, placeOf } from './find-route.ts';
import type { Judged } from './judge-now.ts';

export interface AskedPromotion {
  to: Stage;
  actor: Actor;
  /** Somebody answers for a closed gate. Nothing else is let pass by it. */
  override: boolean;
}

/** Throws where the route may not go there now; else the share of clients that it begins with, where that is canary. */
export function checkPromotion(
  route: HeldRoute,
  { gate, served, freeze }: Judged,
  { to, actor, override }: AskedPromotion,
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
    actor,
    override,
  });
  if (!verdict.allowed) throw refusal(verdict, gate);
  if (verdict.move.kind !== 'promote') {
    throw new DomainError('moveNotAllowed', `From ${route.stage} to ${to} is a roll back.`);
  }
  if (freeze.frozen) throw new DomainError('frozen', `No promotion now. ${freeze.words}`);
  if (to !== next.nextStage) {
    const share = percentInWords(next.nextCanaryShare ?? 0);
    throw new DomainError(
      'moveNotAllowed',
      `From ${placeOf(route)} the next step is ${share} of the clients.`,
    );
  }
  const unset = checkCanary(to, route.settings);
  if (unset !== null) throw new DomainError('moveNotAllowed', unset);
  if (route.thresholds.approvalsNeeded > 0 && route.stage !== 'off') {
    const words = `The policy ${route.policy} needs approvals of others, and without accounts nobody can give them.`;
    throw new DomainError('moveNotAllowed', words);
  }
  return next.nextCanaryShare;
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
