import type { Stage } from '@delta-guard/protocol';
import type { RouteSettings } from '../../contract.ts';

/** Why a route cannot go to canary as it is set, or null. */
export function checkCanary(to: Stage, settings: RouteSettings): string | null {
  if (to !== 'canary' || settings.stickyKey !== null) return null;
  return 'Canary needs a sticky key, by which clients are told apart: without one the legacy would answer all of them. Name a cookie or a header in the settings of the route.';
}
