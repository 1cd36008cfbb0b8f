import { checkMove, type FreezeState, legalMoves, type Policy, percentInWords } from '@delta-guard/gate';
import type { LegalMove, RouteRow, RouteSettings } from '../../contract.ts';
import { type FleetInstance, servedStages } from '../fleet/load-fleet.ts';
import { checkCanary } from '../routes/check-canary.ts';
import { nextMove } from '../routes/next-move.ts';

/** Where the route may go, and what that would do or why it is not possible. */
export function describeMoves(
  route: RouteRow,
  fleet: readonly FleetInstance[],
  { thresholds, settings, freeze }: { thresholds: Policy; settings: RouteSettings; freeze: FreezeState },
): LegalMove[] {
  const served = servedStages(fleet);
  const next = nextMove(route, { served, thresholds });
  const legacyProbed = fleet.every(
    ({ connected, health }) => connected && health?.upstreams.legacy.reachable === true,
  );
  return legalMoves(route.stage, served).map(({ to: stage, kind, effect }) => {
    const step = kind === 'promote' && next.nextStage === route.stage;
    const to = step ? route.stage : stage;
    const canaryShare = kind === 'promote' ? next.nextCanaryShare : null;
    const verdict = checkMove({
      from: route.stage,
      to: stage,
      method: route.method,
      served,
      gateOpen: route.gate.open,
      legacyProbed,
    });
    const frozen = kind === 'promote' && freeze.frozen ? freeze.words : null;
    const refused = frozen ?? (verdict.allowed ? checkCanary(to, settings) : verdict.reason);
    const gateOnly =
      frozen === null &&
      !verdict.allowed &&
      verdict.code === 'gateClosed' &&
      checkCanary(to, settings) === null;
    if (refused !== null) {
      return { to, kind, canaryShare, allowed: false, reason: refused, overridable: gateOnly };
    }
    const words = step ? stepWords(canaryShare ?? 0) : effect.words;
    return { to, kind, canaryShare, allowed: true, reason: words, overridable: false };
  });
}

function stepWords(share: number): string {
  return `From the next request on the candidate answers ${percentInWords(share)} of the clients; those that it answers now stay with it.`;
}
