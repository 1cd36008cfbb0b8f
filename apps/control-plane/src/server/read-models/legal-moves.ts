import { checkMove, legalMoves } from '@delta-guard/gate';
import type { RouteRow, RouteScreen } from '../../contract.ts';
import { type FleetInstance, servedStages } from '../fleet/load-fleet.ts';

/** Where the route may go, and what that would do or why it is not possible. */
export function describeMoves(route: RouteRow, fleet: readonly FleetInstance[]): RouteScreen['legalMoves'] {
  const served = servedStages(fleet);
  const legacyProbed = fleet.every(
    ({ connected, health }) => connected && health?.upstreams.legacy.reachable === true,
  );
  return legalMoves(route.stage, served).map(({ to, kind, effect }) => {
    const verdict = checkMove({
      from: route.stage,
      to,
      method: route.method,
      served,
      gateOpen: route.gate.open,
      legacyProbed,
    });
    return verdict.allowed
      ? { to, kind, allowed: true, reason: effect.words }
      : { to, kind, allowed: false, reason: verdict.reason };
  });
}
