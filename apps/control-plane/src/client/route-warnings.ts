import { policyWarnings } from '@delta-guard/gate';
import type { RouteScreen } from '../contract.ts';
import { keyWarning } from './key-words.ts';

/** What its policy and its own settings give up, and what would make a canary of it pointless. */
export function routeWarnings(
  screen: Pick<RouteScreen, 'policy' | 'settings' | 'keyCarried'> & {
    route: { stage: RouteScreen['route']['stage'] };
  },
): string[] {
  const { policy, settings, route } = screen;
  const inForce = {
    ...policy,
    guardOnMismatch: policy.guardOnMismatch && settings.guard.mismatch,
    guardOnLatency: policy.guardOnLatency && settings.guard.latency,
    guardOnBreaker: policy.guardOnBreaker && settings.guard.breaker,
  };
  const key = route.stage === 'live' || route.stage === 'complete' ? null : keyWarning(screen);
  return key === null ? policyWarnings(inForce) : [...policyWarnings(inForce), key];
}
